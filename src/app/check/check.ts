import { nearestIds } from '../../catalog/index.ts';
import { decide } from '../../core/breakeven/decision.ts';
import { RequestError } from '../../core/failure.ts';
import type { Problem } from '../../core/types.ts';
import type { RecordedAnswers } from '../../scenario/file/types.ts';
import { typedText } from '../../scenario/judge.ts';
import type { Answer } from '../answer.ts';
import { assumptionsOf } from '../assumptions.ts';
import { type DecideRequest, inputsOf, scenarioFrom } from '../evaluated.ts';
import { speedSource } from '../measured/current.ts';
import { type CheckContext, type CheckStatus, type Finding, type Rule, subjectOf } from './context.ts';
import { SIGNING } from './signing.ts';
import { VALIDATION } from './validation.ts';

export interface CheckResult {
  /** The option under test; null where nothing does the work. */
  readonly subject: string | null;
  /** Why there is nothing to check. */
  readonly reason: string | null;
  /** Items by status. */
  readonly counts: Readonly<Record<CheckStatus, number>>;
  /** Every item of the lists with what decides it. */
  readonly findings: readonly Finding[];
}

const DRAWS = 64;
const RULES: readonly Rule[] = [...VALIDATION, ...SIGNING];

/** A recorded answer that no item asks for would be lost without a word. @throws RequestError naming each. */
function judgeAnswers(context: CheckContext): void {
  const findings = RULES.map((rule) => rule({ ...context, answers: {} }));
  const open = findings.filter(({ status }) => status === 'by-hand').map(({ id }) => id);
  const problems = Object.keys(context.answers)
    .filter((id) => !open.includes(id))
    .map((id): Problem => {
      const judged = findings.some((finding) => finding.id === id);
      const near = nearestIds(
        id,
        open.map((one) => ({ id: one, name: one })),
      );
      const reason = judged ? 'is decided by figures, not by an answer' : 'is no item of the checklist';
      const hint = near.length > 0 ? `did you mean \`${near[0]}\`?` : `to tick by hand: ${open.join(', ')}`;
      return { kind: 'invalid-value', key: id, value: String(context.answers[id]), reason, hint };
    });
  if (problems.length > 0) throw new RequestError(problems);
}

/**
 * The guide's checklists as rules: what decides each item, and how to fix it. The subject is the cheapest own option
 * that does the work, because owning is what is signed for; without one, the cheapest of all.
 */
export function check(request: DecideRequest & { readonly answers: RecordedAnswers }): Answer<CheckResult> {
  const scenario = scenarioFrom(request);
  const decision = decide({ scenario, source: speedSource(), draws: DRAWS, sensitivity: false });
  const subject = subjectOf(decision);
  const context = {
    scenario,
    decision,
    subject,
    answers: request.answers,
    region: typedText(request.layers, 'region') ?? 'US',
  };
  judgeAnswers(context);
  const findings = RULES.map((rule) => rule(context));
  const count = (status: CheckStatus): number => findings.filter((finding) => finding.status === status).length;
  return {
    command: 'check',
    inputs: inputsOf(request),
    assumptions: assumptionsOf(scenario),
    result: {
      subject: subject?.option.id ?? null,
      reason: subject === null ? 'nothing-does-the-work' : null,
      counts: { pass: count('pass'), warn: count('warn'), fail: count('fail'), 'by-hand': count('by-hand') },
      findings,
    },
    warnings: scenario.warnings,
    seed: scenario.seed,
  };
}
