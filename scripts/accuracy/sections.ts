import { weightsSection } from './weights.ts';

/**
 * Sections of docs/accuracy.md that other parts of the program write: each is a heading with Markdown under it,
 * computed from data in the repository, always the same. Add one by listing its function here.
 */
export type AccuracySection = () => Promise<string> | string;

export const MORE_SECTIONS: readonly AccuracySection[] = [weightsSection];
