/** The end of a key tells its unit: the first that fits counts. */
const ENDINGS: readonly (readonly [ending: RegExp, unit: string])[] = [
  [/perMillionTokens$/i, 'USD per 1M tokens'],
  [/usdPer(User)?Month$/i, 'USD/month'],
  [/usdPerYear(AlwaysWorking)?$/i, 'USD/year'],
  [/usdPer(Gpu)?Hour$/i, 'USD/h'],
  [/usdPerKilowattHour$/i, 'USD/kWh'],
  [/usdPerTflop$/, 'USD per TFLOP/s'],
  [/usdPerGiB$/, 'USD/GiB'],
  [/usdPerGBps$/, 'USD per GB/s'],
  [/usdPerTokenPerSecond$/, 'USD per token/s'],
  [/^perUsd$/, 'of the currency per USD'],
  [/usd(Per(Request|Query))?$/i, 'USD'],
  [/(tokensPerSecond|^outputThroughput|tokenThroughput)$/i, 'tokens/s'],
  [/request(Throughput|Rate)$/i, 'requests/s'],
  [/tokensPerMonth$/i, 'tokens/month'],
  [/bytesPerToken$/i, 'bytes/token'],
  [/joulesPer(Output)?Token$/i, 'J/token'],
  [/requestsPer(User)?(Per)?Day$/i, 'requests/day'],
  [/queriesPerMonth$/i, 'queries/month'],
  [/kilowattHoursPerYear$/i, 'kWh/year'],
  [/kilowattHoursPerMonth$/i, 'kWh/month'],
  [/kgCo2PerYear$/i, 'kg/year'],
  [/kgCo2PerMonth$/i, 'kg/month'],
  [/kgCo2PerKilowattHour$/i, 'kg/kWh'],
  [/gCo2PerKilowattHour$/i, 'g/kWh'],
  [/btuPerHour$/i, 'BTU/h'],
  [/amps\d+V$/i, 'A'],
  [/watts(Wall)?$/i, 'W'],
  [/hoursPerDay$/i, 'h/day'],
  [/hoursPerMonth$/i, 'h/month'],
  [/hoursPerYear$/i, 'h/year'],
  [/minutesPerDay$/i, 'min/day'],
  [/hours$/i, 'h'],
  [/growthPerMonth$/i, 'share a month'],
  [/months$/i, 'months'],
  [/month(Exact|WithResale)?$/i, 'month'],
  [/years$/i, 'years'],
  [/days$/i, 'days'],
  [/seconds(P\d+)?$/i, 's'],
  [/Ms$/, 'ms'],
  [/bytes(PerSequence)?$/i, 'bytes'],
  [/gi[bB]$/i, 'GiB'],
  [/gbps(PerDirection)?$/i, 'GB/s'],
  [/tflops$/i, 'TFLOP/s'],
  [/tops$/i, 'TOP/s'],
  [/tokens(P\d+)?$/i, 'tokens'],
  [/bitsPerWeight$/i, 'bits'],
  [/^paramsB$/, '10⁹ parameters'],
  [/params(Total|Active)?$/i, 'parameters'],
  [/(share|utilization(AtPeak)?|^odds\w+|returnOnInvestment|discount)$/i, 'share, 1 is all'],
  [/(factor|multiple|ratio)$/i, '×'],
];

/** Keys that only say which figure of a range, percentile or part it is: the unit is that of what holds them. */
const PARTS = new Set(['expected', 'low', 'high', 'p10', 'p50', 'p90', 'gross', 'net', 'prefill', 'decode', 'value']);

/**
 * The unit of a figure, told by the end of its key, as every key of a result carries it.
 *
 * @param path the keys that lead to it, outermost first
 * @returns null where the key is a plain number
 * @example unitOf(['result', 'alternatives', 'savingsUsd']) // 'USD'
 * @example unitOf(['result', 'decodeTokensPerSecond', 'low']) // 'tokens/s'
 */
export function unitOf(path: readonly string[]): string | null {
  const key = path.at(-1);
  if (key === undefined) return null;
  if (!PARTS.has(key)) return ENDINGS.find(([ending]) => ending.test(key))?.[1] ?? null;
  return path.length > 1 ? unitOf(path.slice(0, -1)) : null;
}
