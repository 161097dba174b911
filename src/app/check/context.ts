import type { Decision } from '../../core/breakeven/decision.ts';
import type { Evaluation } from '../../core/evaluation/types.ts';
import type { Scenario } from '../../core/types.ts';
import type { RecordedAnswers } from '../../scenario/file/types.ts';

export type CheckStatus = 'pass' | 'warn' | 'fail' | 'by-hand';
export type CheckGroup =
  | 'performance'
  | 'implementation'
  | 'integration'
  | 'failure modes'
  | 'common mistakes'
  | "engineer's list"
  | "manager's list"
  | 'sign-off';

/** One item of a list with the value that decides it. */
export interface Finding {
  /** Id of the item: the name under which a scenario answers it. */
  readonly id: string;
  /** The list the item belongs to. */
  readonly group: CheckGroup;
  /** What is asked. */
  readonly item: string;
  /** pass, warn, fail, or by-hand where only a person can tell. */
  readonly status: CheckStatus;
  /** What decides it, as text. */
  readonly value: string;
  /** How to fix it, or what to do by hand. */
  readonly fix: string | null;
}

export interface CheckContext {
  readonly scenario: Scenario;
  readonly decision: Decision;
  /** What is being bought, rented or called: the option under test. Null: nothing does the work. */
  readonly subject: Evaluation | null;
  readonly answers: RecordedAnswers;
  /** Where the machines stand: its sockets. */
  readonly region: string;
}

/** The cheapest own option that does the work, because owning is what is signed for; without one, the cheapest of all. */
export function subjectOf({ ranked }: Decision): Evaluation | null {
  return ranked.find((e) => e.option.kind === 'own') ?? ranked[0] ?? null;
}

/** What a machine looked at alone lacks. */
export const ADD_ONE = 'add an option: `rent:…` or `api:…`';

/** Three digits, as people write them. */
export const round = (value: number): string => Number(value.toPrecision(3)).toLocaleString('en-US');
export const usd = (value: number): string =>
  Math.abs(value) < 100 ? `$${value.toFixed(2)}` : `$${Number(value.toPrecision(3)).toLocaleString('en-US')}`;

export type Rule = (context: CheckContext) => Finding;

export const rule = (
  about: Pick<Finding, 'id' | 'group' | 'item'>,
  judge: (context: CheckContext) => Pick<Finding, 'status' | 'value' | 'fix'>,
): Rule => {
  return (context) => ({ ...about, ...judge(context) });
};

/** An item only a person can tick: a recorded answer decides it. */
export const byHand = (about: Pick<Finding, 'id' | 'group' | 'item'>, how: string): Rule =>
  rule(about, ({ answers }) => {
    const answer = Object.hasOwn(answers, about.id) ? answers[about.id] : undefined;
    if (answer === undefined) return { status: 'by-hand', value: 'not recorded', fix: how };
    if (answer === false) return { status: 'fail', value: 'recorded: no', fix: how };
    return { status: 'pass', value: `recorded: ${answer === true ? 'yes' : answer}`, fix: null };
  });

export const verdict = (
  holds: boolean,
  value: string,
  otherwise: { readonly status: 'warn' | 'fail'; readonly fix: string },
): Pick<Finding, 'status' | 'value' | 'fix'> =>
  holds ? { status: 'pass', value, fix: null } : { status: otherwise.status, value, fix: otherwise.fix };
