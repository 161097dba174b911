import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import fc from 'fast-check';
import { describe, expect, onTestFinished, test, vi } from 'vitest';
import { FeedError, type FeedOrigin } from '../../src/catalog/feeds/feed.ts';
import { genaiPrices } from '../../src/catalog/feeds/genai-prices.ts';
import { gpuhunt, skypilot } from '../../src/catalog/feeds/gpu-csv.ts';
import { FEEDS } from '../../src/catalog/feeds/index.ts';
import { litellm } from '../../src/catalog/feeds/litellm.ts';
import { modelsDev } from '../../src/catalog/feeds/models-dev.ts';
import { idSchema } from '../../src/catalog/schemas/common.ts';

const sample = (name: string): string =>
  readFileSync(join(import.meta.dirname, '..', 'fixtures', 'feeds', name), 'utf8');
const origin = (from: string, more: Partial<FeedOrigin> = {}): FeedOrigin => ({
  from,
  asOf: '2026-11-20',
  provider: null,
  ...more,
});

describe('a CSV with cells that are no price', () => {
  const COLUMNS = 'InstanceType,AcceleratorName,AcceleratorCount,Price,Region';
  const read = (...lines: readonly string[]) => skypilot.read([COLUMNS, ...lines].join('\n'), origin('lambda/vms.csv'));

  test.each(['-1', 'NaN', 'Infinity', '1e300', '1e999', '=1+1', '0', '1e-300', '', '0x10', '$3', '0b1'])(
    '%s makes no row and is counted as left out',
    (price) => {
      const { rental, skipped } = read(`a,A100,1,${price},us`, 'b,A100,1,2,us');
      expect([rental.map(({ usdPerGpuHour }) => usdPerGpuHour), skipped]).toEqual([[2], 1]);
    },
  );

  test('a decimal comma moves its row, which is left out', () => {
    expect(read('a,A100,1,1,5,us', 'b,A100,1,.5,us')).toMatchObject({ rental: [{ usdPerGpuHour: 0.5 }], skipped: 1 });
  });

  test('a column named twice prints nothing', () => {
    const warn = vi.spyOn(console, 'warn').mockImplementation(() => {});
    onTestFinished(() => warn.mockRestore());
    const text = `${COLUMNS},Region\na,A100,1,2,us,eu`;
    expect(skypilot.read(text, origin('lambda/vms.csv')).rental).toHaveLength(1);
    expect(warn).not.toHaveBeenCalled();
  });
});

describe('price feeds', () => {
  test('models.dev gives USD per million tokens, and entries without a price are left out', () => {
    const { api, skipped } = modelsDev.read(sample('models-dev.json'), origin('https://models.dev/api.json'));
    expect(skipped).toBe(1);
    expect(api[0]).toMatchObject({
      id: 'models-dev-evroc-nvidia-llama-3-3-70b-instruct-fp8',
      provider: 'evroc',
      modelId: 'llama-3.3-70b',
      openWeights: true,
      inputPerMillionTokens: 1.18,
      outputPerMillionTokens: 1.18,
      contextTokens: 131072,
      source: 'https://models.dev/api.json',
      asOf: '2026-11-20',
    });
  });

  test('LiteLLM gives USD per token: a million of them, images and the sample left out', () => {
    const { api, skipped } = litellm.read(sample('litellm.json'), origin('litellm.json'));
    expect(skipped).toBe(1);
    expect(api.map((row) => [row.modelName, row.inputPerMillionTokens, row.cachedInputPerMillionTokens])).toEqual([
      ['ai21.jamba-1-5-large-v1:0', 2, null],
      ['amazon.nova-2-lite-v1:0', 0.3, 0.075],
    ]);
  });

  test('genai-prices: of prices by hour the dearest, of tiers the first, each noted', () => {
    const { api } = genaiPrices.read(sample('genai-prices.json'), origin('data.json'));
    const byName = new Map(api.map((row) => [row.modelName, row]));
    expect(byName.get('deepseek-reasoner')).toMatchObject({
      inputPerMillionTokens: 0.55,
      outputPerMillionTokens: 2.19,
      notes: 'other prices at other dates or hours',
    });
    expect(byName.get('claude-sonnet-4-5')).toMatchObject({
      inputPerMillionTokens: 3,
      notes: 'dearer for longer prompts',
    });
    expect(byName.get('gpt-oss-120b')).toMatchObject({ modelId: 'gpt-oss-120b', inputPerMillionTokens: 0.35 });
  });

  test('SkyPilot prices the instance: a GPU costs its share, machines without one are left out', () => {
    const { rental, skipped } = skypilot.read(sample('skypilot.csv'), origin('catalogs/v8/lambda/vms.csv'));
    expect(skipped).toBe(1);
    expect(rental.map((row) => [row.provider, row.gpuName, row.gpuCount, row.usdPerGpuHour, row.hardwareId])).toEqual([
      ['lambda', 'V100', 8, 0.79, null],
      ['lambda', 'A6000', 4, 1.09, 'rtx-a6000'],
      ['lambda', 'A6000', 1, 1.09, 'rtx-a6000'],
    ]);
  });

  test('gpuhunt needs to be told the provider where neither the rows nor the file name say it', () => {
    expect(gpuhunt.read(sample('gpuhunt.csv'), origin('aws.csv')).rental[1]).toMatchObject({
      provider: 'aws',
      hardwareId: 'a10',
      gpuCount: 2,
      usdPerGpuHour: 0.5,
    });
    expect(() => gpuhunt.read(sample('gpuhunt.csv'), origin('prices.txt'))).toThrow(FeedError);
    expect(gpuhunt.read(sample('gpuhunt.csv'), origin('prices.txt', { provider: 'AWS' })).rental[0]?.provider).toBe(
      'AWS',
    );
  });

  test('one offer at one price in many regions is one row', () => {
    const [header, , gpu = ''] = sample('skypilot.csv').split('\n');
    const text = [header, gpu, gpu.replace('europe-central-1', 'asia-south-1')].join('\n');
    expect(skypilot.read(text, origin('lambda/vms.csv')).rental).toMatchObject([{ notes: 'same price in 2 regions' }]);
  });

  test.for(FEEDS.map((feed) => [feed.name, feed] as const))('%s refuses what it does not publish', ([, feed]) => {
    for (const text of ['', '{}', '[]', 'null', '42', '<html>', 'a,b\n1,2', '{"__proto__": {"models": {}}}'])
      expect(() => feed.read(text, origin('x/vms.csv'))).toThrow(FeedError);
  });

  test('hostile names make no row: control characters, prototype keys and long texts', () => {
    const price = '{"cost":{"input":1,"output":2}}';
    const models = `{"m":${price},"__proto__":${price},"x\\u001b[31mred":${price},"${'long'.repeat(2000)}":${price}}`;
    const { api } = modelsDev.read(
      `{"ok":{"name":"ok","models":${models}},"__proto__":{"models":${models}}}`,
      origin('x'),
    );
    expect(api.map((row) => row.modelName)).toEqual(['m']);
    expect(Reflect.get({}, 'models')).toBeUndefined();
  });

  test('whatever the names, ids are short, safe and unique', () => {
    const names = fc.uniqueArray(fc.string({ minLength: 1, maxLength: 200 }), { maxLength: 8 });
    fc.assert(
      fc.property(names, fc.string({ maxLength: 60 }), (models, provider) => {
        const entries = models.map((name) => [name, { cost: { input: 1, output: 2 } }] as const);
        const text = JSON.stringify({ p: { name: provider, models: Object.fromEntries(entries) } });
        const { api } = modelsDev.read(text, origin('x'));
        for (const row of api) expect(idSchema.safeParse(row.id).success).toBe(true);
        expect(new Set(api.map((row) => row.id)).size).toBe(api.length);
      }),
      // Found by chance: a number behind one name was another name.
      { numRuns: 200, examples: [[[' ', '!', '2 '], '']] },
    );
  });
});
