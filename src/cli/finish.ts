import { catalogIdentity } from '../app/catalog-identity.ts';
import { type Currency, parseCurrency } from '../app/currency.ts';
import { RequestError } from '../core/failure.ts';
import type { Problem } from '../core/types.ts';
import type { Document } from '../report/document.ts';
import { inCurrency } from '../report/in-currency.ts';
import { type Format, render } from '../report/index.ts';
import { warningText } from '../report/messages.ts';
import { painterFor } from '../report/paint.ts';
import { visible } from '../report/visible.ts';
import { wrap } from '../report/wrap.ts';
import type { Outcome } from './command.ts';
import { type Condition, holds, parseCondition, valueAt } from './fail-if.ts';
import type { Io } from './io.ts';
import { isSet, listOption, textOption } from './options.ts';

type Options = Readonly<Record<string, unknown>>;

/** An explicit flag wins; otherwise the table, for a person and for a bare pipe alike. */
export function chooseFormat(options: Options): Format {
  const asked = (['json', 'csv', 'markdown', 'table'] as const).filter((format) => isSet(options, format));
  if (asked.length > 1) {
    throw new RequestError([
      {
        kind: 'usage',
        message: `${asked.map((format) => `\`--${format}\``).join(' and ')} exclude one another`,
        hint: 'give one of them',
      },
    ]);
  }
  return asked[0] ?? 'table';
}

/** All conditions, or every malformed one reported together, before anything is computed. */
export function conditionsOf(options: Options): readonly Condition[] {
  const parsed = listOption(options, 'failIf').map(parseCondition);
  const problems = parsed.filter((item): item is Problem => 'kind' in item);
  if (problems.length > 0) throw new RequestError(problems);
  return parsed.filter((item): item is Condition => 'path' in item);
}

/** Renders an outcome, writes it where asked, judges the conditions: the exit code. */
export async function finish(outcome: Outcome, options: Options, io: Io): Promise<number> {
  const format = chooseFormat(options);
  const conditions = conditionsOf(options);
  const currency = currencyOf(options);
  const output = textOption(options, 'output');
  const toTerminal = output === undefined && io.out.isTty;
  const color = await painterFor(io.out.colorLevel);
  const said = new Set<string>();
  const document = (): Document => {
    const made = outcome.document({ explain: isSet(options, 'explain') });
    if (format !== 'csv') for (const kind of made.says ?? []) said.add(kind);
    return shownIn(currency, made, format);
  };
  const text = await render(format, () => ({
    answer: outcome.answer,
    document: document(),
    catalog: catalogIdentity(),
    color,
    width: toTerminal ? io.out.width : null,
    unicode: !isSet(options, 'ascii'),
  }));
  if (output === undefined) await io.out.write(text);
  else await (await import('../system/files.ts')).writeFileAtomic(output, text);
  if (format !== 'json') await warn(outcome, { options, said }, io);
  return verdict(outcome, conditions, io);
}

function currencyOf(options: Options): Currency | null {
  const text = textOption(options, 'currency');
  return text === undefined ? null : parseCurrency(text);
}

const shownIn = (currency: Currency | null, document: Document, format: Format): Document =>
  currency === null ? document : inCurrency(document, currency, format === 'csv');

/** For a command that wrote its own text: the warnings and the conditions are judged all the same. */
export async function conclude(outcome: Outcome, options: Options, io: Io): Promise<number> {
  const conditions = conditionsOf(options);
  await warn(outcome, { options, said: new Set() }, io);
  return verdict(outcome, conditions, io);
}

async function verdict(outcome: Outcome, conditions: readonly Condition[], io: Io): Promise<number> {
  const failed = await judge(conditions, outcome, io);
  return failed || outcome.exitCode === 1 ? 1 : 0;
}

/** Warnings go to standard error, except where the document itself carries them. */
async function warn(
  outcome: Outcome,
  { options, said }: { readonly options: Options; readonly said: ReadonlySet<string> },
  io: Io,
): Promise<void> {
  if (isSet(options, 'quiet')) return;
  const { warning: paint } = await painterFor(io.err.colorLevel);
  for (const warning of outcome.answer.warnings.filter(({ kind }) => !said.has(kind))) {
    const lines = wrap([`warning: ${visible(warningText(warning))}`], io.err.isTty ? io.err.width : null);
    await io.err.write(`${lines.join('\n').replace('warning:', paint('warning:'))}\n`);
  }
}

/** A key of the rows, typed as where there is one of them only. */
function meantKey({ path }: Condition, result: unknown): string {
  const inRow = ['rows', '0', ...path.filter((part) => part !== 'rows')];
  return valueAt(result, inRow) === undefined
    ? ''
    : `did you mean \`rows[0].${inRow.slice(2).join('.')}\`, of the first row? `;
}

async function judge(conditions: readonly Condition[], outcome: Outcome, io: Io): Promise<boolean> {
  let failed = false;
  for (const condition of conditions) {
    const verdict = holds(condition, outcome.answer.result);
    if (verdict === undefined) {
      throw new RequestError([
        {
          kind: 'invalid-value',
          key: '--fail-if',
          value: condition.text,
          reason: `names no number of this result`,
          hint: `${meantKey(condition, outcome.answer.result)}\`hwroi ${outcome.answer.command} --json\` shows the keys`,
        },
      ]);
    }
    if (verdict) {
      failed = true;
      await io.err.write(`failed: \`${visible(condition.text)}\` holds\n`);
    }
  }
  return failed;
}
