import { describe, expect, test } from 'vitest';
import { findModel, nearestIds } from '../../src/catalog/index.ts';

const named = (...ids: readonly string[]) => ids.map((id) => ({ id, name: id }));

describe('names near a misspelled one', () => {
  test('a letter forgotten at the end is nearer than one changed in the middle', () => {
    expect(nearestIds('qwen3.6-27', named('qwen3.5-27b', 'qwen3.6-27b', 'qwen3-32b'))[0]).toBe('qwen3.6-27b');
    const found = findModel('qwen3.6-27');
    expect(found.kind === 'missing' && found.nearest[0]).toBe('qwen3.6-27b');
  });

  test('a beginning is near however much follows', () =>
    expect(nearestIds('mac', named('mac-studio-m5-max-64', 'rtx-4090'))).toEqual(['mac-studio-m5-max-64']));
});
