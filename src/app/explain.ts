import { RequestError } from '../core/failure.ts';
import { TOPICS, type Topic } from '../explain/topics.ts';
import type { Answer } from './answer.ts';

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
  throw new RequestError([
    {
      kind: 'usage',
      message: `no topic named \`${name}\``,
      hint: `the topics are ${TOPICS.map((topic) => `\`${topic.id}\``).join(', ')}`,
    },
  ]);
}
