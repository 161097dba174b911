import { join } from 'node:path';
import { build } from 'esbuild';
import { describe, expect, test } from 'vitest';
import { catalogModules, identityModule } from '../../scripts/catalog-modules.ts';
import { catalogIdentity } from '../../src/catalog/index.ts';

const ENTRY = join(import.meta.dirname, '..', '..', 'src', 'catalog', 'index.ts');

describe('the catalog as its users import it', () => {
  const bundle = build({
    entryPoints: [ENTRY],
    bundle: true,
    write: false,
    metafile: true,
    format: 'esm',
    platform: 'browser',
    plugins: [catalogModules()],
  });

  test('bundles for a browser, without zod, yaml or anything of node', async () => {
    const inputs = Object.keys((await bundle).metafile.inputs);
    expect(inputs.filter((name) => /node_modules/.test(name) && !/fastest-levenshtein/.test(name))).toEqual([]);
    expect(inputs.filter((name) => /^node:|catalog\/schemas/.test(name))).toEqual([]);
  });

  test('finds rows when run from the bundle', async () => {
    const code = (await bundle).outputFiles[0]?.text ?? '';
    const module: Record<string, (name?: string) => unknown> = await import(
      `data:text/javascript;base64,${Buffer.from(code).toString('base64')}`
    );
    expect(module.findHardware?.('RTX 4090')).toMatchObject({ kind: 'found', row: { id: 'rtx-4090' } });
    expect(module.catalogIdentity?.()).toEqual(catalogIdentity());
  });

  test('says which facts it holds: the newest day of collection and a hash', () => {
    expect(catalogIdentity().asOf).toBe('2026-11-22');
    expect(catalogIdentity().sha256).toMatch(/^[0-9a-f]{64}$/);
    expect(identityModule()).toContain(catalogIdentity().sha256);
  });
});
