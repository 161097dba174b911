import { breakerAmps } from '../../core/power.ts';
import { type CheckContext, type Finding, verdict } from './context.ts';

/** An ordinary socket circuit: what is there before an electrician comes. */
interface Circuit {
  readonly volts: number;
  readonly breakerAmps: number;
}
const NORTH_AMERICA: Circuit = { volts: 120, breakerAmps: 15 };
const JAPAN: Circuit = { volts: 100, breakerAmps: 15 };
const ELSEWHERE: Circuit = { volts: 230, breakerAmps: 16 };
/** Load for hours on end: US electrical code, article 210.20(A); kept elsewhere, on the safe side. */
const CONTINUOUS_SHARE = 0.8;

/** The sockets of a region: IEC World Plugs, 120 V in North America and Taiwan, 100 V in Japan, 230 V elsewhere. */
export function circuitOf(region: string): Circuit {
  const country = region.toUpperCase().split('-')[0] ?? '';
  if (['US', 'CA', 'MX', 'TW', 'CO'].includes(country)) return NORTH_AMERICA;
  return country === 'JP' ? JAPAN : ELSEWHERE;
}

/** Machines at home or in an office against one socket circuit; a hosted rack has its own power. */
export function circuitFinding({ subject, region }: CheckContext): Pick<Finding, 'status' | 'value' | 'fix'> {
  const option = subject?.option;
  if (option?.kind !== 'own') return { status: 'pass', value: 'no machine of your own', fix: null };
  const watts = Math.round(subject?.energy?.loadWatts ?? 0);
  if (option.site !== 'home' && option.site !== 'office')
    return { status: 'pass', value: `${watts} W in a rack with power of its own`, fix: null };
  const { volts, breakerAmps: amps } = circuitOf(region);
  const carries = volts * amps * CONTINUOUS_SHARE;
  const breaker = breakerAmps(watts, volts);
  const larger = breaker === null ? 'a feed planned by an electrician' : `one circuit of ${breaker} A`;
  return verdict(watts <= carries, `${watts} W; ${amps} A at ${volts} V carry ${carries} W for hours`, {
    status: 'warn',
    fix: `${Math.ceil(watts / carries)} such circuits, or ${larger}; \`hwroi power\` shows amps and heat`,
  });
}
