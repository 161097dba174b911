import { describe, expect, test } from 'vitest';
import { missedService, standingOfMix, toldStanding } from '../../../src/core/evaluation/told-service.ts';
import type { ApiOption, ScenarioWorkload } from '../../../src/core/types.ts';
import { API, FLAT, say, WORKLOAD } from './example.ts';

const told = (first: number | null, speed: number | null, more: Partial<ApiOption> = {}): ApiOption => ({
  ...API,
  ...more,
  service: {
    timeToFirstTokenSecondsP95: first === null ? null : say('first', first),
    decodeTokensPerSecond: speed === null ? null : say('speed', speed),
  },
});
const asking = (first: number | null, speed: number | null, id = 'work'): ScenarioWorkload => ({
  ...WORKLOAD,
  id,
  serviceLevel: { ...WORKLOAD.serviceLevel, timeToFirstTokenSecondsP95: first, decodeTokensPerSecondPerStream: speed },
});

describe('what was told of a service against the service level', () => {
  test.for([
    ['both kept, at the limit itself', 3, 20, 3, 20, null, 'kept'],
    ['late', 3.01, 80, 3, 20, 'first-token-too-slow', null],
    ['slow', 1, 19.9, 3, 20, 'decode-too-slow', null],
    ['late and slow: the first token is named', 9, 1, 3, 20, 'first-token-too-slow', null],
    ['nothing told', null, null, 3, 20, null, 'not-known'],
    ['only the speed told', null, 80, 3, 20, null, 'not-known'],
    ['only the speed told, and only that asked', null, 80, null, 20, null, 'kept'],
    ['slow though the first token is unknown', null, 5, 3, 20, 'decode-too-slow', null],
    ['slow, and nobody waits', 3600, 0.1, null, null, null, 'none-asked'],
  ] as const)('%s', ([, first, speed, askFirst, askSpeed, reason, standing]) => {
    const option = told(first, speed);
    const workloads = [asking(askFirst, askSpeed)];
    expect(missedService(option, workloads)?.reason ?? null).toBe(reason);
    if (standing !== null) expect(toldStanding(option, workloads)).toBe(standing);
  });

  test('a batch endpoint never keeps a level and is free where none is asked', () => {
    const batch = told(0.1, 500, { batch: true });
    expect(missedService(batch, [asking(3, null)])?.reason).toBe('answers-later');
    expect(missedService(batch, [asking(null, null)])).toBeNull();
  });

  test('each workload is held to its own level by its own model, and the one that misses is named', () => {
    const [quick, slow] = [told(1, 80), told(8, 30)];
    const both = { ...quick, byWorkload: [quick, slow] };
    expect(missedService(both, [asking(3, 20, 'chat'), asking(10, 20, 'code')])).toBeNull();
    expect(missedService(both, [asking(3, 20, 'chat'), asking(5, 20, 'code')])).toMatchObject({ workload: 'code' });
    expect(toldStanding({ ...quick, byWorkload: [quick, API] }, [asking(3, 20), asking(3, 20)])).toBe('not-known');
  });

  test('a subscription is held to it as an API is', () => {
    const { service } = told(5, 80);
    expect(missedService({ ...FLAT, service }, [asking(3, null)])?.reason).toBe('first-token-too-slow');
  });

  test('a mix is known as well as its less known side', () => {
    expect(standingOfMix(['kept', 'not-known'])).toBe('not-known');
    expect(standingOfMix(['kept', 'kept'])).toBe('kept');
    expect(standingOfMix(['none-asked', 'none-asked'])).toBe('none-asked');
  });
});
