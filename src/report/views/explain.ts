import type { ExplainResult } from '../../app/explain.ts';
import type { Document } from '../document.ts';

/** A topic as short paragraphs, or the list of topics. */
export function explainDocument(result: ExplainResult): Document {
  const { lines, title, more } = result;
  if (lines === undefined) {
    return {
      sections: [
        {
          kind: 'table',
          primary: true,
          columns: [
            { key: 'topic', label: 'topic' },
            { key: 'title', label: 'about' },
          ],
          rows: result.topics.map((each) => ({ ...each })),
        },
      ],
    };
  }
  return {
    ...(title === undefined ? {} : { title }),
    sections: [
      ...lines.map((line) => ({ kind: 'text' as const, lines: [line] })),
      { kind: 'text', tone: 'quiet', lines: [`More: ${more ?? ''}`] },
    ],
  };
}
