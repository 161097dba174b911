import { describe, expect, test } from 'vitest';
import { renderHtml } from '../../src/report/html.ts';
import { markdownText } from '../../src/report/markdown.ts';

const page = (line: string): string =>
  renderHtml({ title: 'A `title`', sections: [{ kind: 'text', lines: [line] }] }).replace(/\s+/g, ' ');

describe('what stands between backticks', () => {
  test('is code in Markdown and on the page', () => {
    expect(markdownText('type `--users 5` or `hwroi check`, not *this*')).toBe(
      'type `--users 5` or `hwroi check`, not \\*this\\*',
    );
    expect(page('type `--users 5` or `hwroi check`')).toContain(
      '<p>type <code>--users 5</code> or <code>hwroi check</code></p>',
    );
  });

  test('stays text in Markdown where it could be markup, and the next one is code all the same', () => {
    expect(markdownText('`hwroi catalog show <kind>` or `--all`')).toBe(
      '\\`hwroi catalog show \\<kind\\>\\` or `--all`',
    );
    expect(markdownText('`a|b`')).toBe('\\`a\\|b\\`');
    expect(markdownText('`[x](y)`')).toBe('\\`\\[x\\](y)\\`');
  });

  test('is no code where backticks touch or one is alone', () => {
    expect(markdownText('``a``')).toBe('\\`\\`a\\`\\`');
    expect(markdownText('`a``b`')).toBe('\\`a\\`\\`b\\`');
    expect(markdownText('5` of `--x`')).toBe('5` of `--x\\`');
  });

  test('is escaped on the page like all text, and the title of the page has no markup', () => {
    const html = page('`<img src=x onerror=alert(1)>` and ` alone');
    expect(html).toContain('<code>&lt;img src=x onerror=alert(1)&gt;</code> and ` alone');
    expect(html).toContain('<title>A `title`</title>');
  });
});
