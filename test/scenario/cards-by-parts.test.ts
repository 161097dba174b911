import { describe, expect, test } from 'vitest';
import { compare } from '../../src/app/compare.ts';
import { recommend } from '../../src/app/recommend/recommend.ts';
import { allHostParts, allSystems, hardwareById } from '../../src/catalog/index.ts';
import { FREE } from '../../src/core/constraints.ts';
import type { Hardware, HostPart, OwnOption, System } from '../../src/core/types.ts';
import { usd } from '../../src/core/units.ts';
import { builtPrice, hostPrice, newestSystemWith, unlistedPrice } from '../../src/scenario/price-own.ts';

const layers = (values: Readonly<Record<string, string>>) => [
  { origin: 'flag' as const, style: 'flag' as const, values },
];
const card = (id: string): Hardware => {
  const found = hardwareById(id);
  if (found === undefined) throw new Error(`no ${id}`);
  return found;
};
const TABLES = { systems: allSystems(), parts: allHostParts() };
const usdOf = (id: string, count: number): number | null => unlistedPrice(card(id), count, TABLES)?.usd.value ?? null;
const own = (text: string) => {
  const { evaluations, warnings } = compare({ layers: layers({ model: 'llama-3.1-8b', users: '1' }), options: [text] });
  const option = evaluations[0]?.option;
  if (option?.kind !== 'own') throw new Error(`${text} is not owned`);
  return {
    option: option satisfies OwnOption,
    notes: warnings.flatMap((one) => (one.kind === 'note' ? [one.text] : [])),
  };
};

describe('a host for three or four cards', () => {
  test('is the sum of its newest parts', () => {
    // board 1,449 + 3970X 1,714.99 + 256 GB DDR4 703.75 + 2 TB 150 + 2 kW 540.99 + case 221.98 + cooling 84.99
    expect(hostPrice(4, allHostParts())?.usd).toBeCloseTo(4865.7, 2);
    expect(hostPrice(3, allHostParts())).toEqual(hostPrice(4, allHostParts()));
  });

  test('has a source and a date for every part', () => {
    const named = ['cpu', 'motherboard', 'ram-256gb-ddr4', 'ssd-2tb', 'psu-2000w', 'case', 'cooling'];
    const rows = allHostParts().filter((row) => row.template === 'quad-gpu-workstation' && named.includes(row.part));
    expect(new Set(rows.map((row) => row.part)).size).toBe(named.length);
    for (const { source, asOf } of rows) {
      expect(source).toMatch(/^https:/);
      expect(asOf).toMatch(/^20\d\d-\d\d/);
    }
  });

  test('stands around cards nobody sells together: each card costs one more', () => {
    for (const id of ['rtx-4090', 'rx-7900-xtx', 'rtx-5060-ti-16gb']) {
      const [two, three, four] = [2, 3, 4].map((count) => usdOf(id, count) ?? Number.NaN);
      const one = (four ?? 0) - (three ?? 0);
      expect(one).toBeCloseTo(
        (builtPrice(card(id), 1, allHostParts())?.usd.value ?? 0) - (hostPrice(1, allHostParts())?.usd ?? 0),
        6,
      );
      expect(three).toBeGreaterThan(two ?? Number.NaN);
    }
  });

  test('is not known where a part is not', () => {
    const without = allHostParts().filter(({ part }) => part !== 'psu-2000w');
    expect(unlistedPrice(card('rtx-4090'), 4, { ...TABLES, parts: without })).toBeNull();
    expect(unlistedPrice(card('rtx-4090'), 5, TABLES)).toBeNull();
  });
});

describe('three cards', () => {
  test('cost a card less than the machine listed with four, where that is cheaper than its parts', () => {
    // the rig on a server board, $4,314, less a used card of $800; by parts 3 × 800 + 4,865.70
    expect(usdOf('rtx-3090', 3)).toBeCloseTo(4314 - 800, 6);
    expect(builtPrice(card('rtx-3090'), 3, allHostParts())?.usd.value).toBeCloseTo(7265.7, 2);
    // four RTX 5090 are only sold whole, for $25,000: parts are cheaper
    expect(usdOf('rtx-5090', 3)).toBeCloseTo(3 * 2699 + 4865.7, 2);
  });

  test('keep the range and the source of that machine', () => {
    const found = unlistedPrice(card('rtx-3090'), 3, TABLES);
    expect(found?.basis).toContain('less one card ($800)');
    expect(found?.usd.low).toBeLessThan(3514);
    expect(found?.usd.source).toBe('https://thinksmart.life/research/posts/gpu-rig-budget-vs-pro');
  });

  test('never cost less than the cards alone', () => {
    const cheap: readonly System[] = allSystems().map((system) =>
      system.hardwareId === 'rtx-3090' && system.hardwareCount === 4
        ? { ...system, prices: system.prices.map((price) => ({ ...price, usd: usd(3000) })) }
        : system,
    );
    const none: readonly HostPart[] = [];
    expect(unlistedPrice(card('rtx-3090'), 3, { systems: cheap, parts: none })).toBeNull();
  });
});

describe('a machine of three or four cards', () => {
  test('of two listed on one date is the dearer', () => {
    const wanted = { hardwareId: 'rtx-3090', count: 4, memoryBytes: null };
    expect(newestSystemWith(allSystems(), wanted)?.id).toBe('rig-4x-rtx-3090-pro');
  });

  test('draws what its cards and its host do, which no socket of 15 A carries', () => {
    const { option } = own('own:4xrtx-3090');
    // (4 × 350 W × 0.95 + 40 W) ÷ 0.9
    expect(option.loadWatts.value).toBeCloseTo((4 * 350 * 0.95 + 40) / 0.9, 6);
    expect(option.loadWatts.value).toBeGreaterThan(120 * 15 * 0.8);
    expect(option.form).toBe('workstation');
  });

  test('by parts says what the price leaves out', () => {
    expect(own('own:3xrtx-4090').notes.join()).toContain('own:3xrtx-4090 is priced with a case for cards of two slots');
    expect(own('own:2xrtx-4090').notes).toEqual([]);
    expect(own('own:4xrtx-3090').notes).toEqual([]);
  });

  test('is searched by recommend', () => {
    const values = layers({ model: 'llama-3.3-70b', users: '1', useCase: 'batch' });
    const { search } = recommend({ layers: values, options: [], constraints: FREE });
    const texts = search.candidates.map(({ text }) => text);
    expect(texts).toContain('own:3xrtx-3090');
    expect(texts).toContain('own:4xrtx-4090');
  });
});
