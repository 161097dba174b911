import { RequestError } from '../core/failure.ts';
import { SNIPPETS } from '../explain/snippets.ts';
import { TOPICS, type Topic } from '../explain/topics.ts';
import type { Answer } from './answer.ts';
import { meaningOf } from './explain-meaning.ts';

export interface ExplainResult {
  readonly topics: readonly { readonly topic: string; readonly title: string }[];
  readonly topic?: string;
  readonly title?: string;
  readonly lines?: readonly string[];
  readonly more?: string;
}

/** One topic, or the list of them. @throws RequestError for a topic there is none of. */
export function explain(name: string | undefined): Answer<ExplainResult> {
  const topics = TOPICS.map(({ id, title }) => ({ topic: id, title }));
  const topic = name === undefined ? null : topicOf(name);
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

function topicOf(name: string): Topic {
  const wanted = name
    .trim()
    .toLowerCase()
    .replace(/[\s_]+/g, '-');
  const found = TOPICS.find((topic) => topic.id === wanted || topic.id.replaceAll('-', '') === wanted);
  if (found !== undefined) return found;
  const meaning = meaningOf(name.trim());
  if (meaning !== null) return meaning;
  throw new RequestError([
    {
      kind: 'usage',
      message: `no topic named \`${name}\``,
      hint: `the topics are ${TOPICS.map((topic) => `\`${topic.id}\``).join(', ')}; or any flag or JSON key`,
    },
  ]);
}

/** The text of one program to run. @throws RequestError for a name there is none of. */
export function snippet(name: string): string {
  const text = Object.hasOwn(SNIPPETS, name) ? SNIPPETS[name] : undefined;
  if (text !== undefined) return text;
  const known = Object.keys(SNIPPETS).join(', ');
  throw new RequestError([{ kind: 'usage', message: `no program named \`${name}\``, hint: `there are ${known}` }]);
}
