import type { Problem, Warning } from '../core/types.ts';
import { BYTES_PER_GIB } from '../core/units.ts';
import { elsewhere } from './elsewhere.ts';
import { significant } from './format.ts';
import { bounded } from './text-safety.ts';

export interface Message {
  readonly text: string;
  readonly hint: string | null;
}

const quoted = (names: readonly string[]): string => names.map((name) => `\`${name}\``).join(', ');
const gibText = (bytes: number): string => `${significant(bytes / BYTES_PER_GIB, 3)} GiB`;

const kebab = (key: string): string => key.replace(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`);
const didYouMean = (nearest: readonly string[]): string =>
  nearest.length === 0 ? '' : `did you mean ${nearest.map((name) => `\`${name}\``).join(' or ')}? `;

function nearestHint(nearest: readonly string[], kind: string): string {
  const list = `\`hwroi catalog list ${kind}\` shows all of them`;
  return nearest.length === 0 ? list : `did you mean ${nearest.map((name) => `\`${name}\``).join(' or ')}? ${list}`;
}

/** A name that says its size can be answered by it: "OmniCoder-9B", "Mellum2-12B-A2.5B". */
function sizeHint(name: string): string {
  const size = /(?:^|[^\da-z.])(\d{1,4}(?:\.\d{1,2})?b(?:[-_ ]?a\d{1,3}(?:\.\d{1,2})?b)?)(?![\da-z])/i.exec(name)?.[1];
  return size === undefined ? '' : `; by its size alone: \`${size.toLowerCase()}\``;
}

/** Every problem's sentence and what to type next: the only place where they are written. */
export function problemMessage(problem: Problem): Message {
  const { text, hint } = sentenceOf(problem);
  return { text: bounded(text), hint: hint === null ? null : bounded(hint) };
}

function sentenceOf(problem: Problem): Message {
  switch (problem.kind) {
    case 'unknown-hardware':
      return {
        text: `no hardware named \`${problem.name}\` in the catalog`,
        hint: elsewhere('hardware', problem.name) ?? nearestHint(problem.nearest, 'hardware'),
      };
    case 'unknown-model':
      return {
        text: `no model named \`${problem.name}\` in the catalog`,
        hint: `${nearestHint(problem.nearest, 'models')}${sizeHint(problem.name)}`,
      };
    case 'unknown-quantization':
      return {
        text: `no quantization named \`${problem.name}\``,
        hint: elsewhere('quantization', problem.name) ?? nearestHint(problem.nearest, 'quantizations'),
      };
    case 'ambiguous-name':
      return {
        text: `\`${problem.name}\` could be ${quoted(problem.candidates)}`,
        hint: `write one of them, for example \`${problem.candidates[0] ?? ''}\``,
      };
    case 'unknown-table':
      return {
        text: `the catalog has no table named \`${problem.name}\``,
        hint: `${didYouMean(problem.nearest)}\`hwroi catalog list\` shows the tables`,
      };
    case 'unknown-row':
      return {
        text: `nothing named \`${problem.name}\` in the catalog${problem.table === null ? '' : `'s ${problem.table}`}`,
        hint: `${didYouMean(problem.nearest)}\`hwroi catalog list${problem.table === null ? '' : ` ${problem.table}`}\` shows them all`,
      };
    case 'unused-filter':
      return {
        text: `\`--${kebab(problem.filter)}\` means nothing for ${problem.table}`,
        hint:
          problem.usable.length === 0
            ? `${problem.table} have no filters`
            : `filters of ${problem.table}: ${problem.usable.map((key) => `\`--${kebab(key)}\``).join(', ')}`,
      };
    case 'unsupported-combination':
      return { text: problem.reason, hint: problem.hint };
    case 'invalid-value':
      return {
        text: `\`${problem.key === 'option' ? problem.value : `${problem.key} ${problem.value}`.trim()}\` ${problem.reason}`,
        hint: problem.hint,
      };
    case 'unknown-key':
      return {
        text: `unknown key \`${problem.key}\``,
        hint:
          problem.nearest.length > 0
            ? `did you mean ${quoted(problem.nearest)}?`
            : 'see `hwroi explain <key>` for what a key means',
      };
    case 'invalid-json':
      return { text: `not valid JSON: ${problem.reason}`, hint: 'each line must be one JSON object' };
    case 'unpriced':
      return {
        text: `no price is known for \`${problem.option}\``,
        hint: problem.hint ?? `give one: \`--hardware-cost <usd>\`, or \`${problem.option}=<price>\``,
      };
    case 'invalid-file':
      return {
        text: `${problem.path}${problem.at === null ? '' : `:${problem.at}`}: ${problem.reason}`,
        hint: problem.hint,
      };
    case 'in-file': {
      const inner = problemMessage(problem.problem);
      return { text: `${problem.path}:${problem.at}: ${inner.text}`, hint: inner.hint };
    }
    case 'usage':
      return { text: problem.message, hint: problem.hint };
    default:
      return problem satisfies never;
  }
}

/** Every warning as a sentence; most end in advice. */
export function warningText(warning: Warning): string {
  switch (warning.kind) {
    case 'ambiguous-name':
      return `\`${warning.name}\` is ambiguous; \`${warning.chosen}\` was used (others: ${warning.others.join(', ')})`;
    case 'not-sized':
      return `${warning.option} is not sized to the demand; nothing was typed that says how much work there is`;
    case 'does-not-fit':
      return `${warning.option} does not fit: short by ${gibText(warning.shortfallBytes)}`;
    case 'different-model':
      return `${warning.option} is another model (${warning.model}): not the same answers, so it is not ranked`;
    case 'old-price':
      return `the price of ${warning.option} is of ${warning.asOf}, ${Math.round(warning.months)} months old; check it before you buy`;
    case 'dearer-than-parts':
      return `${warning.option} is priced as ${warning.machine}, $${significant(warning.usd, 3)}; the cards in a host of your own would be about $${significant(warning.partsUsd, 3)}: \`${warning.option.replace(/=.*/, '')}=${Number(warning.partsUsd.toPrecision(2))}\``;
    case 'undated-price':
      return `the price of ${warning.option} has no date; check it before you buy`;
    case 'more-than-one-machine':
      return `${significant(warning.hoursPerMonth, 4)} hours a month need ${significant(warning.machines, 2)} GPUs running non-stop; one machine has 730`;
    case 'assumed':
      return `${warning.what} is assumed to be ${warning.value}: ${warning.why}`;
    case 'note':
      return warning.text;
    default:
      return warning satisfies never;
  }
}
