import { BATCH_TOKENS_PER_SECOND, INTERACTIVE_TOKENS_PER_SECOND, MEMORY_HEADROOM } from '../../core/defaults/decide.ts';
import { toldOf } from '../../core/evaluation/told-service.ts';
import type { Evaluation } from '../../core/evaluation/types.ts';
import { planMemory } from '../../core/memory/plan.ts';
import type { EngineChoice, OwnOption, RentOption, ScenarioWorkload } from '../../core/types.ts';
import { type CheckContext, type Finding, round, verdict } from './context.ts';

type Judged = Pick<Finding, 'status' | 'value' | 'fix'>;

/** A workload with the engine and format that serve it on the option under test. */
interface Served {
  readonly workload: ScenarioWorkload;
  readonly choice: EngineChoice;
}

function servedOf(
  subject: Evaluation,
  option: OwnOption | RentOption,
  workloads: readonly ScenarioWorkload[],
): readonly Served[] {
  return workloads.flatMap((workload, index): readonly Served[] => {
    const share = subject.shares.find((one) => one.workload === workload.id);
    const choices = option.choicesByWorkload?.[index] ?? [];
    const shared = choices.find((one) => one.engine === share?.engine && one.quantization.id === share.quantization);
    const choice = shared ?? subject.prepared?.choice;
    return choice === undefined ? [] : [{ workload, choice }];
  });
}

const longestRequest = ({ demand }: ScenarioWorkload): number =>
  Math.max(demand.promptTokens.value, demand.promptTokensP95.value) + demand.outputTokens.value;

/** Share of the usable memory that each model takes with its longest request; workloads of one model share its weights. */
function memoryShares(served: readonly Served[], option: OwnOption | RentOption): ReadonlyMap<string, number> {
  const shares = new Map<string, number>();
  for (const { workload, choice } of served) {
    const plan = planMemory({
      model: workload.model,
      quantization: choice.quantization,
      engine: choice.engine,
      contextTokens: longestRequest(workload),
      sequences: 1,
      device: option.device,
    });
    const key = `${workload.model.id} ${choice.engine} ${choice.quantization.id}`;
    const usable = plan.usableBytes ?? 0;
    const share = usable > 0 ? plan.totalBytes / usable : Number.MAX_VALUE;
    shares.set(key, Math.max(shares.get(key) ?? 0, share));
  }
  return shares;
}

/** Memory left with every model loaded and one long request of each. */
export function headroom({ subject, scenario }: CheckContext): Judged {
  if (subject === null) return { status: 'fail', value: 'nothing does the work', fix: 'see `hwroi recommend`' };
  const { option } = subject;
  if (option.kind !== 'own' && option.kind !== 'rent') return { status: 'pass', value: 'nothing to fit', fix: null };
  const shares = memoryShares(servedOf(subject, option, scenario.workloads), option);
  const taken = [...shares.values()].reduce((sum, share) => sum + share, 0);
  const room = 1 - taken;
  const models = shares.size > 1 ? ` beside all ${shares.size} models` : '';
  return verdict(room >= MEMORY_HEADROOM.value, `${round(room * 100)}% of usable memory free${models}`, {
    status: room < 0 ? 'fail' : 'warn',
    fix: `leave ${MEMORY_HEADROOM.value * 100}%: a smaller format or more memory`,
  });
}

/** Of a service nobody sized: what was told of it, or that nobody knows. */
function speedOfOthers(subject: Evaluation | null): Judged {
  const told = subject === null ? null : (toldOf(subject.option)?.decodeTokensPerSecond?.value ?? null);
  const least = INTERACTIVE_TOKENS_PER_SECOND.value;
  if (subject === null) return { status: 'fail', value: 'nothing does the work', fix: 'see `hwroi recommend`' };
  if (told !== null)
    return verdict(told >= least, `${round(told)} tok/s as told, ${least} needed`, { status: 'fail', fix: 'another' });
  return verdict(subject.standing !== 'not-known', 'nobody waits for it', {
    status: 'warn',
    fix: 'measure it with `hwroi bench --endpoint <url>` and tell it: `--api-tokens-per-second`',
  });
}

/** Each workload against what people read along with, or what a batch needs; the one with least to spare is named. */
export function speedForPeople({ subject, scenario }: CheckContext): Judged {
  const sized = subject?.sized ?? null;
  if (subject === null || sized === null) return speedOfOthers(subject);
  const paces = scenario.workloads.flatMap((workload) => {
    const share = subject.shares.find((one) => one.workload === workload.id);
    const speed = share === undefined ? sized.decodeTokensPerSecondAtPeak : share.decodeTokensPerSecond;
    const batch = workload.serviceLevel.decodeTokensPerSecondPerStream === null;
    const least = (batch ? BATCH_TOKENS_PER_SECOND : INTERACTIVE_TOKENS_PER_SECOND).value;
    return speed === null ? [] : [{ id: workload.id, speed, least }];
  });
  const [worst] = paces.toSorted((a, b) => a.speed / a.least - b.speed / b.least);
  if (worst === undefined) return { status: 'pass', value: 'it only reads: no answers to wait for', fix: null };
  const of = scenario.workloads.length > 1 ? `${worst.id}: ` : '';
  return verdict(worst.speed >= worst.least, `${of}${round(worst.speed)} tok/s at peak, ${worst.least} needed`, {
    status: 'fail',
    fix: 'a faster machine',
  });
}
