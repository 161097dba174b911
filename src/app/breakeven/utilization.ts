import { RequestError } from '../../core/failure.ts';
import { isProblem, judgeNumber, type Layer } from '../../scenario/judge.ts';
import type { NumberKey } from '../../scenario/keys.ts';
import { type BreakEvenRequest, breakEven } from '../breakeven.ts';

/** Mean load ÷ capacity of one machine, work spread evenly: not an input of a scenario, so it is turned into requests. */
export const UTILIZATION: NumberKey = {
  key: 'utilization',
  kind: 'share',
  unit: 'share',
  low: 0,
  high: 1,
  group: 'Work',
  help: 'mean load ÷ throughput of one own machine in active hours, spread evenly, instead of requests',
  hint: 'a machine has no more than 100%; for more work give requests, and as many machines as they need are counted',
};

/** The request with as many requests as keep one own machine busy for the share typed. @throws RequestError for a share that is none. */
export function atUtilization(request: BreakEvenRequest, text: string | undefined): BreakEvenRequest {
  if (text === undefined) return request;
  const share = judgeNumber(UTILIZATION, { raw: text, origin: 'flag', style: 'flag' });
  if (isProblem(share)) throw new RequestError([share]);
  const layer = utilizationLayer(request, '--utilization')(share.value);
  const rest = request.layers.map((one) => ({ ...one, values: { ...one.values, requestsPerDay: undefined } }));
  return { ...request, layers: [layer, ...rest] };
}

const typed = (values: Layer['values']): Layer => ({ origin: 'flag', style: 'flag', values });

/** Requests that keep one machine busy for that share of its active hours. */
export function utilizationLayer(request: BreakEvenRequest, flag: string): (value: number) => Layer {
  const even = typed({ peakToMean: 1, utilizationCap: 1 });
  const base = breakEven({ ...request, layers: [even, ...request.layers], sensitivity: false, draws: 1 });
  const sized = base.decision?.pairing?.own.sized;
  const requests = base.scenario?.workloads[0]?.demand.requestsPerUserPerDay.value;
  if (sized === undefined || sized === null || requests === undefined || sized.utilizationMean <= 0) {
    const reason = 'needs a machine to own that can do the work';
    const hint = 'name one, for example own:rtx-4090';
    throw new RequestError([{ kind: 'invalid-value', key: flag, value: 'utilization', reason, hint }]);
  }
  const full = requests / sized.utilizationMean / sized.units;
  return (value) => typed({ requestsPerUserPerDay: full * value, peakToMean: 1, utilizationCap: 1 });
}
