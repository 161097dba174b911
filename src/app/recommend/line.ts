import type { Constraints } from '../../core/constraints.ts';
import { RequestError } from '../../core/failure.ts';
import type { FineTuneMethod } from '../../core/memory/fine-tune.ts';
import type { MachineForm, Problem } from '../../core/types.ts';
import { parseQuantity } from '../../scenario/number.ts';
import { ALL_PRESETS, type AskedPreset, type LiftableLimit, presetOf } from './presets.ts';

type Options = Readonly<Record<string, unknown>>;
export interface RecommendLine {
  readonly constraints: Constraints;
  /** Limits of a preset that do not hold. */
  readonly lifted: readonly LiftableLimit[];
  readonly training?: FineTuneMethod;
  readonly preset?: AskedPreset;
  readonly top: number;
}

/** Limits and presets of the line, every problem together. @throws RequestError */
export function recommendLine(options: Options): RecommendLine {
  const problems: Problem[] = [];
  const number = (key: string, flag: string, most: number): number | null => {
    const text = options[key];
    if (typeof text !== 'string') return null;
    const value = parseQuantity(text, 'usd');
    if (value >= 0 && value <= most) return value;
    const hint = 'write 5000, 5,000 or 5k';
    problems.push({
      kind: 'invalid-value',
      key: flag,
      value: text,
      reason: `is not a number from 0 to ${most.toLocaleString('en-US')}`,
      hint,
    });
    return null;
  };
  const constraints: Constraints = {
    budgetUsd: number('budget', '--budget', 1e9),
    budgetUsdPerMonth: number('budgetPerMonth', '--budget-per-month', 1e9),
    maxWatts: number('maxWatts', '--max-watts', 1e7),
    onPremises: options.onPremises === true || options.offline === true,
    noApi: options.private === true,
    quiet: options.quietMachine === true,
    forms: formsOf(options, problems),
    warranty: options.warranty === true,
    training: null,
    noCapital: options.noCapital === true,
    minimumBitsPerWeight: number('minBits', '--min-bits', 16),
  };
  const training = trainingOf(options, problems);
  const top = number('top', '--top', 100) ?? 5;
  if (problems.length > 0) throw new RequestError(problems);
  const preset = presetNamed(options);
  return {
    constraints,
    lifted: liftedBy(options),
    top,
    ...(training === null ? {} : { training }),
    ...(preset === null ? {} : { preset }),
  };
}

/** `--no-on-premises`, `--no-warranty`, `--form any`. */
const liftedBy = (options: Options): readonly LiftableLimit[] => [
  ...(options.onPremises === false ? ['onPremises' as const] : []),
  ...(options.warranty === false ? ['warranty' as const] : []),
  ...(isAnyForm(options.form) ? ['forms' as const] : []),
];

const isAnyForm = (text: unknown): boolean => typeof text === 'string' && text.trim().toLowerCase() === ANY;

/** The one preset of a line. A use case is one only by the name of a preset: else it is a shape of work. @throws RequestError */
function presetNamed(options: Options): AskedPreset | null {
  const named = (['profile', 'role', 'goal', 'useCase'] as const).flatMap((kind): readonly AskedPreset[] => {
    const name = options[kind];
    if (typeof name !== 'string') return [];
    const isShape = kind === 'useCase' && name !== ALL_PRESETS && presetOf(kind, name) === undefined;
    return isShape ? [] : [{ kind, name }];
  });
  const [first, second] = named;
  if (first !== undefined && second !== undefined) throw new RequestError([twoPresets(first, second)]);
  return first ?? null;
}

const twoPresets = (first: AskedPreset, second: AskedPreset): Problem => ({
  kind: 'usage',
  message: `\`${first.name}\` and \`${second.name}\` both bring their own work and limits`,
  hint: 'name one of them; flags such as `--users` or `--budget` change what it brings',
});

const ANY = 'any';
const FORMS: readonly MachineForm[] = ['laptop', 'mini', 'desktop', 'workstation', 'rack-server'];
const isForm = (text: string): text is MachineForm => FORMS.some((form) => form === text);

/** `--form desktop,mini`; `rack` is a rack server. */
function formsOf(options: Options, problems: Problem[]): readonly MachineForm[] | null {
  const text = options.form;
  if (typeof text !== 'string' || isAnyForm(text)) return null;
  const words = text.split(',').map((word) =>
    word
      .trim()
      .toLowerCase()
      .replace(/^rack$/, 'rack-server'),
  );
  const unknown = words.filter((word) => !isForm(word));
  for (const value of unknown)
    problems.push({
      kind: 'invalid-value',
      key: '--form',
      value,
      reason: 'is not a form',
      hint: `one of ${FORMS.join(', ')}, ${ANY}`,
    });
  return words.filter(isForm);
}

const METHODS: readonly FineTuneMethod[] = ['lora', 'qlora', 'full'];

/** `--train` alone is LoRA. */
function trainingOf(options: Options, problems: Problem[]): FineTuneMethod | null {
  const asked = options.train;
  if (asked === undefined) return null;
  if (asked === true) return 'lora';
  const found = METHODS.find((method) => method === String(asked).toLowerCase());
  const hint = `one of ${METHODS.join(', ')}`;
  if (found === undefined)
    problems.push({ kind: 'invalid-value', key: '--train', value: String(asked), reason: 'is no way to train', hint });
  return found ?? null;
}
