import { RequestError } from '../core/failure.ts';
import type { Problem } from '../core/types.ts';
import { TCO_KEYS } from '../scenario/calculator-keys.ts';
import { type RecordKeys, readRecord } from '../scenario/record.ts';
import type { BatchEvaluator } from './batch.ts';
import { ALL_KEYS, nearestOf } from './input-keys.ts';
import { tco } from './tco.ts';

const KNOWN = new Set([...TCO_KEYS, ...ALL_KEYS].map(({ key }) => key));
/** Beside an option, hours a day are those in which work arrives; for typed watts, those of work. */
const WITH_OPTION: RecordKeys = {
  known: KNOWN,
  aliases: { hoursPerDay: 'activeHoursPerDay', precision: 'quantization' },
};
const PLAIN: RecordKeys = { known: KNOWN, aliases: {} };

/** One line of `tco --batch`: an option with its work, or plain figures. */
export const tcoRecord: BatchEvaluator = (record) => {
  const { option, years, part, parts, template, ...rest } = record;
  const keys = option === undefined && rest.options === undefined ? PLAIN : WITH_OPTION;
  const read = readRecord(rest, nearestOf(['option', 'years', 'parts', 'template', ...KNOWN]), keys);
  const options = typeof option === 'string' ? [option, ...read.options] : read.options;
  const listed = partTexts(part ?? parts);
  const problems: readonly Problem[] = [...read.problems, ...shapes({ option, years, template }), ...listed.problems];
  if (problems.length > 0) throw new RequestError(problems);
  const { result, warnings } = tco({
    layers: [read.layer],
    options,
    parts: listed.parts,
    template: typeof template === 'string' ? template : undefined,
    years: years === undefined ? undefined : String(years),
    mode: 'batch',
  });
  return { result, warnings };
};

function shapes(values: Readonly<Record<string, unknown>>): readonly Problem[] {
  return Object.entries(values).flatMap(([key, value]) =>
    value === undefined || typeof value === 'string' || (key === 'years' && typeof value === 'number')
      ? []
      : [wrong(key, value, key === 'years' ? 'a number of years, or a text such as "3,5"' : 'a text')],
  );
}

const wrong = (key: string, value: unknown, hint: string): Problem => ({
  kind: 'invalid-value',
  key,
  value: JSON.stringify(value),
  reason: 'has the wrong type',
  hint: `write ${hint}`,
});

/** `{"gpu": 1500, "case": 200}` or `["gpu=1500"]`. */
function partTexts(value: unknown): { readonly parts: readonly string[]; readonly problems: readonly Problem[] } {
  if (value === undefined) return { parts: [], problems: [] };
  if (Array.isArray(value) && value.every((part): part is string => typeof part === 'string'))
    return { parts: value, problems: [] };
  if (typeof value === 'object' && value !== null && !Array.isArray(value))
    return { parts: Object.entries(value).map(([label, usd]) => `${label}=${String(usd)}`), problems: [] };
  return { parts: [], problems: [wrong('parts', value, '{"gpu": 1500, "case": 200}')] };
}
