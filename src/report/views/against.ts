import type { AgainstResult } from '../../app/against.ts';
import type { Document } from '../document.ts';

/** What another catalog would say, after the answer. */
export function withAgainstSection(document: Document, against: AgainstResult | undefined): Document {
  if (against === undefined) return document;
  const turned = against.flippedAlternatives.join(', ');
  const line = against.flipped
    ? `The verdict turns to ${against.verdict}${turned === '' ? '' : ` (turned: ${turned})`}.`
    : `The verdict stays ${against.verdict}${turned === '' ? '' : `, but turned against ${turned}`}.`;
  return {
    ...document,
    sections: [...document.sections, { kind: 'text', title: `Under ${against.catalog}`, lines: [line] }],
  };
}
