import { SOCKET_CIRCUITS, type SocketCircuit } from '../../core/defaults/decide.ts';
import { CONTINUOUS_LOAD_SHARE } from '../../core/defaults/power.ts';
import { breakerAmps } from '../../core/power/power.ts';
import { type CheckContext, type Finding, verdict } from './context.ts';

/**
 * The sockets of a region, a country or a part of one.
 *
 * @see docs/formulas/decide.md#circuit
 */
export function circuitOf(region: string): SocketCircuit {
  const country = region.toUpperCase().split('-')[0] ?? '';
  const found = SOCKET_CIRCUITS.find(({ regions }) => regions.includes(country) || regions.length === 0);
  if (found === undefined) throw new TypeError('one circuit is for everywhere else');
  return found;
}

/** Machines at home or in an office against one socket circuit; a hosted rack has its own power. */
export function circuitFinding({ subject, region }: CheckContext): Pick<Finding, 'status' | 'value' | 'fix'> {
  const option = subject?.option;
  if (option?.kind !== 'own') return { status: 'pass', value: 'no machine of your own', fix: null };
  const watts = Math.round(subject?.energy?.loadWatts ?? 0);
  if (option.site !== 'home' && option.site !== 'office')
    return { status: 'pass', value: `${watts.toLocaleString('en-US')} W in a rack with power of its own`, fix: null };
  const { volts, amps } = circuitOf(region);
  const carries = Math.round(volts * amps * CONTINUOUS_LOAD_SHARE);
  const breaker = breakerAmps(watts, volts);
  const larger = breaker === null ? 'a feed planned by an electrician' : `one circuit of ${breaker} A`;
  return verdict(
    watts <= carries,
    `${watts.toLocaleString('en-US')} W; ${amps} A at ${volts} V carry ${carries.toLocaleString('en-US')} W for hours`,
    {
      status: 'warn',
      fix: `${Math.ceil(watts / carries)} such circuits, or ${larger}; \`hwroi power\` shows amps and heat`,
    },
  );
}
