import { expect, test } from 'vitest';
import { type Found, remembering } from '../../src/catalog/names.ts';

test('a search is made once a name, and again after the table changed', () => {
  let [version, searches] = [1, 0];
  const find = remembering<string>({ version: () => version }, (name): Found<string> => {
    searches += 1;
    return { kind: 'found', row: `${name} ${version}`, via: 'id' };
  });
  expect(find('a')).toEqual(find('a'));
  expect(searches).toBe(1);
  version = 2;
  expect(find('a')).toMatchObject({ row: 'a 2' });
  find('b');
  expect(searches).toBe(3);
});
