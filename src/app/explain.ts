import { nearestIds } from '../catalog/index.ts';
import { RequestError } from '../core/failure.ts';
import { SNIPPETS } from '../explain/snippets.ts';
import { TOPICS, type Topic } from '../explain/topics.ts';
import { wordMeaning } from '../explain/words.ts';
import type { Answer } from './answer.ts';
import { type FlagHelp, knownNames, meaningOf } from './explain-meaning.ts';

export interface ExplainResult {
  /** Every topic there is. */
  readonly topics: readonly {
    /** Name of the topic. */
    readonly topic: string;
    /** What it is about. */
    readonly title: string;
  }[];
  /** The topic or key that was asked for. */
  readonly topic?: string;
  /** Its title. */
  readonly title?: string;
  /** The text, a paragraph each. */
  readonly lines?: readonly string[];
  /** Where to read on. */
  readonly more?: string;
}

/** One topic, flag or key, or the list of topics. @throws RequestError for a name there is none of. */
export function explain(name: string | undefined, flags: readonly FlagHelp[] = []): Answer<ExplainResult> {
  const topics = TOPICS.map(({ id, title }) => ({ topic: id, title }));
  const topic = name === undefined ? null : topicOf(name, flags);
  const said = topic === null ? {} : { topic: topic.id, title: topic.title, lines: topic.lines(), more: topic.more };
  return {
    command: 'explain',
    inputs: name === undefined ? {} : { topic: name },
    assumptions: [],
    result: { topics, ...said },
    warnings: [],
    seed: 1,
  };
}

function topicOf(name: string, flags: readonly FlagHelp[]): Topic {
  const wanted = name
    .trim()
    .toLowerCase()
    .replace(/[\s_]+/g, '-');
  const found = TOPICS.find((topic) => topic.id === wanted || topic.id.replaceAll('-', '') === wanted);
  if (found !== undefined) return found;
  const word = wordMeaning(name);
  const meaning = meaningOf(name.trim(), flags) ?? meaningOf(name.trim().toLowerCase(), flags);
  if (word === undefined && meaning !== null) return meaning;
  if (word !== undefined) {
    const also = meaning ?? { id: name, title: name.trim(), lines: () => [], more: '`hwroi explain words`' };
    return { ...also, lines: () => [word, ...also.lines()] };
  }
  const names = [...TOPICS.map(({ id }) => id), ...knownNames(flags)];
  const nearest = nearestIds(
    name,
    names.map((id) => ({ id, name: id })),
  );
  const meant = nearest.length === 0 ? '' : `did you mean ${nearest.map((id) => `\`${id}\``).join(' or ')}? `;
  const hint = `${meant}\`hwroi explain\` lists the topics; any flag and any JSON key may be asked for`;
  throw new RequestError([{ kind: 'usage', message: `no topic, flag or key named \`${name}\``, hint }]);
}

/** The text of one program to run. @throws RequestError for a name there is none of. */
export function snippet(name: string): string {
  const text = Object.hasOwn(SNIPPETS, name) ? SNIPPETS[name] : undefined;
  if (text !== undefined) return text;
  const known = Object.keys(SNIPPETS).join(', ');
  throw new RequestError([{ kind: 'usage', message: `no program named \`${name}\``, hint: `there are ${known}` }]);
}
