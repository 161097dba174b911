import type { UsageFigures } from '../../core/usage/figures.ts';
import { type Layer, type RangedValue, typed } from '../../scenario/judge.ts';
import { isoDay } from './summary.ts';

/**
 * A log's own figures as inputs of origin `log`: what is typed goes before them, what they lack stays as it was.
 * The people behind a log are not known, so it is one user who asks for everything. Where an export leaves the number
 * of requests out, output tokens ÷ a typical answer stand in for it, and prompts are made to fit the log's total.
 */
export function logLayer(figures: UsageFigures, typedLayers: readonly Layer[], typicalOutputTokens: number): Layer {
  const source = `your log, ${isoDay(figures.fromSeconds)} to ${isoDay(figures.toSeconds - 1)}`;
  const value = (amount: number | null, range?: { readonly low: number; readonly high: number } | null) =>
    amount === null ? undefined : ({ value: amount, ...(range ?? {}), source } satisfies RangedValue);
  const { requests, lengths } = load(figures, typicalOutputTokens);
  const asksPerPerson = typed(typedLayers, 'requestsPerUserPerDay') !== undefined;
  return {
    origin: 'log',
    style: 'key',
    values: {
      users: { value: 1, source },
      ...(asksPerPerson ? {} : { requestsPerDay: value(requests, figures.requestsPerActiveDayRange) }),
      activeDaysPerMonth: value(figures.activeDaysPerMonth),
      activeHoursPerDay: value(figures.activeHoursPerDay),
      ...(figures.hourLoads.length === 0 ? {} : { loadByHour: figures.hourLoads.join(' ') }),
      peakToMean: value(Math.min(100, figures.peakToMean)),
      promptTokens: value(lengths.prompt),
      promptTokensP95: value(lengths.promptP95),
      cachedShare: value(figures.cachedShare),
      outputTokens: value(lengths.output),
    },
  };
}

interface Load {
  readonly requests: number | null;
  readonly lengths: {
    readonly prompt: number | null;
    readonly promptP95: number | null;
    readonly output: number | null;
  };
}

function load(figures: UsageFigures, typicalOutputTokens: number): Load {
  const { meanPromptTokens: prompt, meanOutputTokens: output, p95PromptTokens } = figures;
  const promptP95 = p95PromptTokens === null || prompt === null ? null : Math.max(p95PromptTokens, prompt);
  if (figures.requests !== null)
    return { requests: figures.requestsPerActiveDay, lengths: { prompt, promptP95, output } };
  const assumed = (figures.outputTokens ?? 0) / typicalOutputTokens;
  if (assumed <= 0) return { requests: null, lengths: { prompt: null, promptP95: null, output: null } };
  const perRequest = figures.promptTokens === null ? null : figures.promptTokens / assumed;
  return {
    requests: assumed / figures.activeDays,
    lengths: { prompt: perRequest, promptP95: null, output: typicalOutputTokens },
  };
}
