import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { type CompareRow, compare } from '../../src/app/compare.ts';
import { staffHours } from '../../src/core/evaluation/staff.ts';
import type { OwnOption, RentOption } from '../../src/core/types.ts';
import { compareDocument } from '../../src/report/views/compare.ts';
import type { Layer } from '../../src/scenario/judge.ts';

const layer = (values: Layer['values']): readonly Layer[] => [{ origin: 'flag', style: 'flag', values }];
const OTHERS = [
  'api:llama-3.3-70b',
  'api:llama-3.3-70b:batch',
  'rent:8xh100-sxm',
  'rent:2xh100-sxm',
  'rent:mi325x',
  'rent:8xrtx-4090',
  'flat:200/month',
] as const;
const OWN = ['own:8xh100-sxm', 'own:2xh100-sxm', 'own:4xrtx-3090', 'own:2xrtx-5090', 'own:mac-studio-m3-ultra-512'];
type Values = Readonly<Record<string, string>>;

const compared = (options: readonly string[], values: Values) =>
  compare({ layers: layer({ model: 'llama-3.3-70b', useCase: 'rag', ...values }), options });
const rowOf = (options: readonly string[], values: Values, id: string): CompareRow | undefined =>
  compared(options, values).result.rows.find(({ option }) => option === id);
const staffOf = (option: string, values: Values = {}): number => {
  const [e] = compared([option], { users: '1', requestsPerUserPerDay: '10', useCase: 'batch', ...values }).evaluations;
  return e?.flow.items.find(({ category }) => category === 'staff')?.usdPerMonth ?? 0;
};
const besideText = (options: readonly string[]): string =>
  compareDocument(compared(options, { users: '1', requestsPerUserPerDay: '10', useCase: 'batch' }), {
    metrics: [],
    basis: 'system',
  })
    .sections.flatMap((section) => (section.kind === 'text' ? section.lines : []))
    .join('\n');

const settings = fc.record({
  users: fc.constantFrom('1', '8', '50', '300', '2000'),
  horizonMonths: fc.constantFrom('12', '36', '60'),
  site: fc.constantFrom('home', 'office', 'colocation'),
});

describe('what stands beside an option', () => {
  test('moves no figure of a rent, an API or a subscription', () => {
    const neighbours = fc.subarray([...OTHERS, ...OWN]);
    fc.assert(
      fc.property(fc.constantFrom(...OTHERS), neighbours, settings, (one, others, values) => {
        const among = rowOf([...others.filter((other) => other !== one), one], values, one);
        expect(among).toEqual(rowOf([one], values, one));
      }),
      { numRuns: 40, seed: 11 },
    );
  });

  test('moves no figure of an own machine either, where nothing beside it stands in for its downtime', () => {
    fc.assert(
      fc.property(fc.constantFrom(...OWN), fc.subarray([...OWN, 'flat:200/month']), settings, (one, others, values) => {
        const among = rowOf([...others.filter((other) => other !== one), one], values, one);
        expect(among).toEqual(rowOf([one], values, one));
      }),
      { numRuns: 25, seed: 12 },
    );
  });

  test('is named in one line where it stands in', () => {
    expect(besideText(['own:4xrtx-3090', 'own:2xrtx-5090'])).not.toContain('Downtime');
    expect(besideText(['own:4xrtx-3090', 'api:llama-3.3-70b'])).toContain(
      'Downtime of own machines is charged at what API llama-3.3-70b costs; named without it they cost less.',
    );
    expect(besideText(['own:8xh100-sxm', 'api:llama-3.3-70b'])).toContain(
      'Downtime and months before delivery of own machines are charged',
    );
  });
});

describe('engineer hours, beyond what calling an API takes', () => {
  // 2,000 h a year at $100: an engineer is $16,667 a month
  const ENGINEER = 200_000 / 12;

  test.for([
    { option: 'own:8xh100-sxm', usd: ENGINEER * (0.25 - 0.05) },
    { option: 'rent:8xh100-sxm', usd: ENGINEER * (0.2 - 0.05) },
    { option: 'rent:2xh100-sxm', usd: (ENGINEER * (0.2 - 0.05)) / 4 },
    { option: 'own:2xh100-sxm', usd: (ENGINEER * (0.25 - 0.05)) / 4 },
    { option: 'api:llama-3.3-70b', usd: 0 },
    // a team's box: two hours for the metal; the same cards rented: none
    { option: 'own:2xrtx-6000-ada', usd: 200 },
    { option: 'rent:2xrtx-6000-ada', usd: 0 },
    { option: 'rent:8xrtx-4090', usd: 0 },
    // nobody sells it priced: as much memory as two 80 GiB cards
    { option: 'rent:2xmi325x', usd: (ENGINEER * (0.2 - 0.05)) / 4 },
    { option: 'rent:mi325x', usd: 0 },
  ])('of $option are $usd dollars a month', ({ option, usd }) => {
    expect(
      compared([option], { users: '1', requestsPerUserPerDay: '10', useCase: 'batch' }).result.rows[0]?.units ?? 1,
    ).toBe(1);
    expect(staffOf(option)).toBeCloseTo(usd, 6);
  });

  test('of a rent are never more than of the same GPUs owned, wherever they stand', () => {
    const machines = ['h100-sxm', '2xh100-sxm', '8xh100-sxm', '4xa100-sxm-80gb', '2xl40s', '8xrtx-4090', '2xrtx-3090'];
    const site = fc.constantFrom('home', 'office', 'colocation', 'datacenter', undefined);
    const hoursOf = (option: string, place: string | undefined): number => {
      const values = { model: 'llama-3.1-8b', users: '5', ...(place === undefined ? {} : { site: place }) };
      const [e] = compared([option], values).evaluations;
      return e?.option.kind === 'own' || e?.option.kind === 'rent' ? e.option.staffHoursPerMonth.value : Number.NaN;
    };
    fc.assert(
      fc.property(fc.constantFrom(...machines), site, (machine, place) => {
        expect(hoursOf(`rent:${machine}`, place)).toBeLessThanOrEqual(hoursOf(`own:${machine}`, place));
      }),
      { numRuns: 40, seed: 13 },
    );
  });

  test('that are typed are what owning takes more, so a rent beside it takes none', () => {
    expect(staffOf('own:8xh100-sxm', { staffHoursPerMonth: '40' })).toBeCloseTo(4000, 6);
    expect(staffOf('rent:8xh100-sxm', { staffHoursPerMonth: '40' })).toBe(0);
  });
});

describe('machines of one kind together', () => {
  const optionOf = (text: string): OwnOption | RentOption => {
    const [e] = compared([text], { users: '1', useCase: 'batch' }).evaluations;
    if (e?.option.kind !== 'own' && e?.option.kind !== 'rent') throw new Error(`${text} is no machine`);
    return e.option;
  };

  test('take the same hours however eight GPUs are packed', () => {
    for (const [kind, gpu] of [
      ['rent', 'mi325x'],
      ['rent', 'h100-sxm'],
      ['own', 'h100-sxm'],
    ] as const) {
      const hours = [1, 2, 8].map((count) => staffHours(optionOf(`${kind}:${count}x${gpu}`), 8 / count));
      expect(new Set(hours.map((one) => one.toFixed(6))).size).toBe(1);
      expect(hours[0]).toBeCloseTo(((kind === 'own' ? 0.2 : 0.15) * 2000) / 12, 6);
    }
  });

  test('are a person’s, a team’s or a rack’s by what they cost together', () => {
    const desk = optionOf('own:rtx-5090=4000');
    // $10,000 from the third, more than $50,000 from the thirteenth: 0.2 ÷ 8 of 2,000 ÷ 12 hours each
    expect([1, 2, 3, 12, 13].map((units) => staffHours(desk, units))).toEqual([
      0,
      0,
      2,
      2,
      expect.closeTo((13 * 25) / 6, 6),
    ]);
  });

  test('take no fewer hours where there are more of them', () => {
    const machines = fc.constantFrom(
      'own:rtx-5090',
      'own:rtx-6000-ada',
      'own:h100-sxm',
      'rent:h100-sxm',
      'rent:8xrtx-3090',
    );
    fc.assert(
      fc.property(machines, fc.integer({ min: 1, max: 40 }), (text, units) => {
        const option = optionOf(text);
        expect(staffHours(option, units + 1)).toBeGreaterThanOrEqual(staffHours(option, units));
      }),
      { numRuns: 40, seed: 14 },
    );
  });

  test('stand where a typed site says, however many there are', () => {
    const [e] = compared(['own:rtx-5090'], { users: '1', useCase: 'batch', site: 'home' }).evaluations;
    expect(e?.option.kind === 'own' ? staffHours(e.option, 40) : null).toBe(0);
  });
});
