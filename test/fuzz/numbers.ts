import fc from 'fast-check';

/** Numbers nobody should type and everybody will. */
export const anyNumber = fc.oneof(
  fc.double(),
  fc.integer(),
  fc.constantFrom(
    Number.NaN,
    Number.POSITIVE_INFINITY,
    Number.NEGATIVE_INFINITY,
    -0,
    0,
    1e308,
    -1e308,
    5e-324,
    2 ** 53,
    -1,
  ),
);
/** Amounts a calculator accepts: from nothing to more than anybody has. */
export const amount = (high = 1e9) =>
  fc.oneof(fc.double({ min: 0, max: high, noNaN: true }), fc.constantFrom(0, 1e-9, 1, high));
export const share = fc.oneof(fc.double({ min: 0, max: 1, noNaN: true }), fc.constantFrom(0, 1));
export const drift = fc.oneof(fc.double({ min: -0.95, max: 5, noNaN: true }), fc.constantFrom(0, -0.95));
export const whole = (low: number, high: number) => fc.integer({ min: low, max: high });

const FRAGMENTS = [
  '',
  ' ',
  '0',
  '-1',
  '1e309',
  '1e-400',
  '-0',
  '0x10',
  '1,000',
  '1.000,5',
  '30%',
  '5k',
  '10M',
  '٣',
  '½',
  'NaN',
  'Infinity',
  'null',
  'undefined',
  '__proto__',
  'constructor',
  'toString',
  '../../etc/passwd',
  'C:\\nul',
  '=cmd()',
  '@sum',
  '"',
  "'",
  '\u001b[31m',
  '\u0000',
  '\r\n',
  '\t',
  '\uFEFF',
  '🤖',
  'é',
  'own:',
  'rent:',
  'api:',
  'mix:',
  'flat:',
  '+',
  '@',
  ':',
  '=',
  'rtx-4090',
  '2x',
  '64g',
  'qwen3.6-27b',
  'Q4_K_M',
  '--json',
  '-',
  '--',
  '2026-02-30',
  '2026-01-01T00:00:00Z',
] as const;
/** Text made of pieces that have broken programs before, and of anything. */
export const anyText = fc.oneof(
  fc.string({ maxLength: 40 }),
  fc.array(fc.constantFrom(...FRAGMENTS), { maxLength: 5 }).map((parts) => parts.join('')),
  fc.constantFrom(...FRAGMENTS),
);
