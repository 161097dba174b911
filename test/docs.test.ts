import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { commandPages } from './helpers/command-pages.ts';

const COMMANDS = join('docs', 'commands');
const FORMULAS = join('docs', 'formulas');

test('docs/commands says what each command says of itself (npm run readme)', async () => {
  const pages = await commandPages();
  expect(readdirSync(COMMANDS).sort()).toEqual([...pages.keys()].sort());
  for (const [name, page] of pages) expect(readFileSync(join(COMMANDS, name), 'utf8'), name).toBe(page);
});

test('docs/README.md leads to every document, and to none that is not there', () => {
  const links = [...readFileSync('docs/README.md', 'utf8').matchAll(/\]\(([^)]+)\)/g)].map(([, to = '']) => to);
  for (const to of links) expect(existsSync(join('docs', to)), to).toBe(true);
  for (const name of readdirSync('docs').filter((each) => each.endsWith('.md') && each !== 'README.md'))
    expect(links).toContain(name);
});

interface Equation {
  readonly file: string;
  readonly title: string;
  readonly anchor: string;
  readonly text: string;
}

const anchorOf = (title: string): string =>
  title
    .toLowerCase()
    .replace(/[^\p{L}\p{N}\s-]/gu, '')
    .trim()
    .replace(/\s/g, '-');

/** Sections that hold an equation: an indented block. */
const equations: readonly Equation[] = readdirSync(FORMULAS).flatMap((file) =>
  readFileSync(join(FORMULAS, file), 'utf8')
    .split(/^#{2,3} /m)
    .slice(1)
    .map((section) => ({
      file,
      title: section.split('\n')[0] ?? '',
      anchor: anchorOf(section.split('\n')[0] ?? ''),
      text: section,
    }))
    .filter(({ text }) => /^ {4}\S/m.test(text)),
);

const sources = readdirSync('src', { recursive: true, encoding: 'utf8' })
  .filter((name) => name.endsWith('.ts'))
  .map((name) => join('src', name))
  .map((path) => ({ path, code: readFileSync(path, 'utf8') }));

/** The files that define a function which a section names. */
function definedBy(text: string): readonly { readonly path: string; readonly code: string }[] {
  const names = [...text.matchAll(/`([a-z]\w+)`/g)].map(([, name = '']) => name);
  const definition = new RegExp(`^export (function|const) (${names.join('|')})\\b`, 'm');
  return names.length === 0 ? [] : sources.filter(({ code }) => definition.test(code));
}

describe('docs/formulas', () => {
  test('holds equations', () => expect(equations.length).toBeGreaterThan(20));

  test.for(equations)('$file: $title names a function that exists', ({ text }) => {
    expect(definedBy(text), text).not.toEqual([]);
  });

  test('every @see of the source points to a section that exists', () => {
    const anchors = new Set(
      readdirSync(FORMULAS).flatMap((file) =>
        [...readFileSync(join(FORMULAS, file), 'utf8').matchAll(/^#{1,4} (.+)$/gm)].map(
          ([, title = '']) => `${file}#${anchorOf(title)}`,
        ),
      ),
    );
    const dangling = sources.flatMap(({ path, code }) =>
      [...code.matchAll(/docs\/formulas\/([\w-]+\.md)#([\w-]+)/g)]
        .filter(([, file, anchor]) => !anchors.has(`${file}#${anchor}`))
        .map(([link]) => `${path}: ${link}`),
    );
    expect(dangling).toEqual([]);
  });

  test('every equation is linked back from the source of a function it names', () => {
    const unlinked = equations.filter(({ file, text, anchor }) => {
      return !definedBy(text).some(({ code }) => code.includes(`docs/formulas/${file}#${anchor}`));
    });
    expect(unlinked.map(({ file, anchor }) => `${file}#${anchor}`)).toEqual([]);
  });
});
