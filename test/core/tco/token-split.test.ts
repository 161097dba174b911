import { describe, expect, test } from 'vitest';
import { evaluateAll, prepare } from '../../../src/core/evaluate.ts';
import type { Evaluation } from '../../../src/core/evaluation/types.ts';
import { tokenSplit } from '../../../src/core/tco/token-split.ts';
import type { ScenarioOption, ScenarioWorkload } from '../../../src/core/types.ts';
import { API, FINANCE, FLAT, OWN, RENT, say, WORKLOAD } from '../evaluation/example.ts';
import { speeds, spoken } from '../evaluation/spoken-speeds.ts';

const evaluated = (option: ScenarioOption, workloads: readonly ScenarioWorkload[] = [WORKLOAD]): Evaluation => {
  const scenario = { name: 'x', workloads, options: [option], finance: FINANCE, seed: 1, warnings: [] };
  // 500 fresh prompt tokens in a second, 200 out in a second: half of the time each, one stream at a time
  const source = spoken(() => ({ ...speeds(500, 200), concurrency: 1, sequencesHeld: 1 }));
  const [evaluation] = evaluateAll(scenario, prepare(scenario, source));
  if (evaluation === undefined) throw new Error('nothing evaluated');
  return evaluation;
};
const EASY: ScenarioWorkload = {
  ...WORKLOAD,
  serviceLevel: { timeToFirstTokenSecondsP95: null, decodeTokensPerSecondPerStream: null, utilizationCap: 0.7 },
};
/** What the two prices bill for the tokens of a month: 20 million in, 4 million out. */
const billed = ({
  inputUsdPerMillionTokens: input,
  outputUsdPerMillionTokens: output,
}: ReturnType<typeof tokenSplit>) => 20 * (input ?? Number.NaN) + 4 * (output ?? Number.NaN);

describe('the cost of prompt and output tokens apart', () => {
  test('of an API is its bill: 500 at 1 and 500 cached at 0.1 are 0.55 a million, output 5', () => {
    const split = tokenSplit(evaluated(API));
    expect(split.inputUsdPerMillionTokens).toBeCloseTo(0.55, 9);
    expect(split.outputUsdPerMillionTokens).toBeCloseTo(5, 9);
  });

  test('of an API that bills no output is all for prompts', () => {
    const split = tokenSplit(evaluated({ ...API, outputUsdPerMillionTokens: say('output', 0) }));
    expect(split.inputUsdPerMillionTokens).toBeCloseTo(0.55, 9);
    expect(split.outputUsdPerMillionTokens).toBe(0);
  });

  test('of an API that is free has no shares', () => {
    const free = say('free', 0);
    const option = {
      ...API,
      inputUsdPerMillionTokens: free,
      cachedUsdPerMillionTokens: free,
      outputUsdPerMillionTokens: free,
    };
    expect(tokenSplit(evaluated(option))).toEqual({ inputUsdPerMillionTokens: null, outputUsdPerMillionTokens: null });
  });

  test.for([
    ['owned', OWN],
    ['rented', RENT],
  ] as const)('of a machine %s goes by its time: half of it reads prompts', ([, option]) => {
    const evaluation = evaluated(option, [EASY]);
    const split = tokenSplit(evaluation);
    expect(split.inputUsdPerMillionTokens).toBeCloseTo(evaluation.usdPerMonth / 2 / 20, 9);
    expect(split.outputUsdPerMillionTokens).toBeCloseTo(evaluation.usdPerMonth / 2 / 4, 9);
    expect(billed(split)).toBeCloseTo(evaluation.usdPerMonth, 9);
  });

  test.for<[string, ScenarioOption, readonly ScenarioWorkload[]]>([
    ['a subscription', FLAT, [WORKLOAD]],
    [
      'a mix',
      { kind: 'mix', id: 'mix', label: 'mix', first: OWN, second: API, shareOfFirst: say('share', 0.5) },
      [EASY],
    ],
    ['several workloads', API, [WORKLOAD, { ...WORKLOAD, id: 'rag' }]],
    ['what cannot do the work', { ...OWN, engineChoices: [] }, [WORKLOAD]],
    ['what is too late', { ...API, batch: true }, [WORKLOAD]],
  ])('of %s is not told', ([, option, workloads]) => {
    expect(tokenSplit(evaluated(option, workloads))).toEqual({
      inputUsdPerMillionTokens: null,
      outputUsdPerMillionTokens: null,
    });
  });

  test('of work without output has a price of prompts alone', () => {
    const silent = { ...EASY, demand: { ...EASY.demand, outputTokens: say('output', 0) } };
    const evaluation = evaluated(OWN, [silent]);
    expect(tokenSplit(evaluation).inputUsdPerMillionTokens).toBeCloseTo(evaluation.usdPerMonth / 20, 9);
    expect(tokenSplit(evaluation).outputUsdPerMillionTokens).toBeNull();
  });

  test('of work that takes a machine no time is not told', () => {
    const nothing = { ...EASY.demand, outputTokens: say('output', 0), cachedShare: say('cached', 1) };
    expect(tokenSplit(evaluated(OWN, [{ ...EASY, demand: nothing }]))).toEqual({
      inputUsdPerMillionTokens: null,
      outputUsdPerMillionTokens: null,
    });
  });
});
