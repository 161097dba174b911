import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { parseQuantity } from '../../src/scenario/number.ts';
import { parseOption } from '../../src/scenario/options.ts';

describe('an option as typed', () => {
  test.for([
    ['own:2xrtx-3090=1,600', { kind: 'own', count: 2, name: 'rtx-3090', priceUsd: 1600, memoryGiB: null }],
    ['own:this=0', { kind: 'own', name: 'this', priceUsd: 0 }],
    ['own:m5-max-40c@64g', { kind: 'own', name: 'm5-max-40c', memoryGiB: 64, count: null }],
    ['OWN:Mac Studio M5 Max 64GB', { kind: 'own', name: 'Mac Studio M5 Max 64GB' }],
    ['rent:h100-sxm', { kind: 'rent', pricing: 'on-demand', provider: null, alwaysOn: false }],
    ['rent:8xh100-sxm@Lambda:reserved-1y', { kind: 'rent', count: 8, provider: 'Lambda', pricing: 'reserved-1y' }],
    ['rent:rtx-4090:spot:always-on', { kind: 'rent', pricing: 'spot', alwaysOn: true }],
    [
      'api:deepinfra/meta-llama/Llama-3.1-8B-Instruct:batch',
      { kind: 'api', name: 'deepinfra/meta-llama/Llama-3.1-8B-Instruct', batch: true },
    ],
    ['api:llama3.1:8b', { kind: 'api', name: 'llama3.1:8b', batch: false }],
    ['flat:200/month', { kind: 'flat', usdPerMonth: 200, capTokensPerMonth: null }],
    ['flat:$2,400/year:50M', { kind: 'flat', usdPerMonth: 200, capTokensPerMonth: 50e6 }],
    [
      'mix:own:rtx-4090+api:qwen3-32b@70%',
      { kind: 'mix', shareOfFirst: 0.7, parts: [{ kind: 'own' }, { kind: 'api' }] },
    ],
    ['rtx-4090', { kind: 'bare', name: 'rtx-4090' }],
  ] as const)('%s', ([text, parts]) => {
    expect(parseOption(text)).toMatchObject(parts);
  });

  test.for([
    '',
    'own:',
    'own:0xrtx-4090',
    'own:x=abc',
    'own:x=-5',
    'rent:x:sometimes',
    'flat:200',
    'mix:own:a',
    'mix:own:a+api:b@2',
  ])('`%s` is refused with the grammar', (text) => {
    expect(parseOption(text)).toMatchObject({ kind: 'invalid-value', hint: expect.stringContaining('own:[Nx]') });
  });

  test('no text makes the parser throw', () => {
    fc.assert(fc.property(fc.string(), (text) => void parseOption(text)));
    fc.assert(
      fc.property(
        fc.constantFrom('own:', 'rent:', 'api:', 'flat:', 'mix:'),
        fc.string(),
        (kind, text) => void parseOption(kind + text),
      ),
    );
  });
});

describe('a number as typed', () => {
  test.for([
    ['10k', 'count', 10_000],
    ['1,000', 'count', 1000],
    ['1_000', 'count', 1000],
    ['$5.50', 'usd', 5.5],
    ['30%', 'share', 0.3],
    ['0.15', 'usd', 0.15],
    ['1.5M', 'count', 1.5e6],
    ['1e3', 'count', 1000],
    ['.5', 'share', 0.5],
  ] as const)('%s as %s is %d', ([text, kind, value]) => {
    expect(parseQuantity(text, kind)).toBe(value);
  });

  test.for([
    ['1,5', 'count'],
    ['30%', 'usd'],
    ['five', 'count'],
    ['', 'count'],
    ['NaN', 'count'],
    ['Infinity', 'count'],
    ['1e999', 'count'],
    ['0x10', 'count'],
    ['12,34,567', 'count'],
    ['10k', 'share'],
  ] as const)('%s as %s is not a number', ([text, kind]) => {
    expect(parseQuantity(text, kind)).toBeNaN();
  });
});
