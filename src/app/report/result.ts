import type { Decision } from '../../core/breakeven/decision.ts';
import type { Scenario } from '../../core/types.ts';
import type { RecordedAnswers } from '../../scenario/file/types.ts';
import { type BreakEvenJson, breakEvenJson } from '../breakeven/result.ts';
import type { BreakEvenAnswer } from '../breakeven.ts';
import type { CheckStatus, Finding } from '../check/context.ts';
import { subjectOf } from '../check/context.ts';
import { grownEvaluations } from '../check/scaling.ts';
import { SIGNING } from '../check/signing.ts';
import { VALIDATION } from '../check/validation.ts';

/** What an option needs when the users grow: more units, or nothing that would do. */
export interface ScaledRow {
  /** Multiple of today's users. */
  readonly factor: number;
  readonly users: number;
  readonly option: string;
  readonly units: number | null;
  readonly upfrontUsd: number | null;
  readonly usdPerMonth: number | null;
  /** Why nothing does the work at that load; null where something does. */
  readonly reason: string | null;
}

export interface ReportJson extends BreakEvenJson {
  /** The same options at twice and five times the users. */
  readonly growth: readonly ScaledRow[];
  /** The sign-off items of `check`, and every other item of it that is not passed. */
  readonly signOff: readonly Finding[];
}

/** The command line that gives the same numbers: words, then the flags by the input they set. */
export interface Reproduce {
  readonly words: readonly string[];
  readonly flags: Readonly<Record<string, string>>;
}

export interface ReportAnswer extends Omit<BreakEvenAnswer, 'result'> {
  readonly result: ReportJson;
  readonly scenario: Scenario;
  readonly decision: Decision;
  readonly answers: RecordedAnswers;
  readonly thorough: boolean;
  readonly region?: string | undefined;
  readonly reproduce: Reproduce;
}

export interface Decided {
  readonly scenario: Scenario;
  readonly decision: Decision;
  readonly answers: RecordedAnswers;
  readonly thorough: boolean;
  /** Where the machines stand; left out: the United States, as everywhere. */
  readonly region?: string | undefined;
}

/** Everything a decision document needs beyond the decision: the same work at 2× and 5×, and what must be signed. */
export function reportJson(decided: Decided): ReportJson {
  return {
    ...breakEvenJson(decided.decision, decided.thorough),
    growth: scaledRows(decided),
    signOff: signOffOf(decided),
  };
}

const FACTORS = [1, 2, 5] as const;

/** The options for more users, as if `--users` had been typed. */
function scaledRows({ scenario, decision }: Decided): readonly ScaledRow[] {
  const users = scenario.workloads.reduce((sum, { demand }) => sum + demand.users.value, 0);
  return FACTORS.flatMap((factor) =>
    grownEvaluations(scenario, decision.prepared, factor).map((e) => ({
      factor,
      users: users * factor,
      option: e.option.label,
      units: e.sized?.units ?? null,
      upfrontUsd: e.feasible ? e.upfrontUsd : null,
      usdPerMonth: e.feasible ? e.usdPerMonth : null,
      reason: e.failure?.reason ?? null,
    })),
  );
}

const ORDER: readonly CheckStatus[] = ['fail', 'warn', 'by-hand', 'pass'];

function signOffOf({ scenario, decision, answers, region = 'US' }: Decided): readonly Finding[] {
  const context = { scenario, decision, answers, subject: subjectOf(decision), region };
  const findings = [...SIGNING, ...VALIDATION].map((rule) => rule(context));
  const signed = findings.filter((finding) => finding.group === 'sign-off');
  const open = findings.filter((finding) => finding.group !== 'sign-off' && finding.status !== 'pass');
  return [...signed, ...open.toSorted((a, b) => ORDER.indexOf(a.status) - ORDER.indexOf(b.status))];
}
