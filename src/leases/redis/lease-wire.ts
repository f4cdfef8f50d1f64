import { phaseMs } from '../../manifest/lease-terms.js';
import { nameOfKey } from '../../manifest/record-key.js';
import type { Liveness } from '../../manifest/status.js';
import { expectedPerMinute } from '../expected-per-minute.js';
import type { Claim, LeaseCounts, LeaseTerms, Pace, Renewal } from '../lease-table.js';

/** Reads `interval|phase|heard (epoch ms|lease time)|revision|remaining ms|claimed|fence` of the scripts. */
export function decodeLease(reply: unknown): Renewal | undefined {
  if (typeof reply !== 'string') return undefined;
  const [interval, phase, heard, heardAt, revision, remaining, claimed, fence] = reply.split('|');
  const intervalSeconds = Number(interval);
  const liveness = phase as Liveness;
  return {
    intervalSeconds,
    phase: liveness,
    remainingMs: Math.min(Number(remaining), phaseMs(liveness, intervalSeconds)),
    lastHeartbeatAt: heard === '' ? null : Number(heard),
    heardAt: heardAt === '' ? null : Number(heardAt),
    revision: Number(revision),
    claimed: claimed === '1',
    fence: fence === '' ? null : Number(fence),
  };
}

/** Reads what the script for claims answers, after its first element. */
export function decodeClaims(values: readonly unknown[]): Claim[] {
  const claims: Claim[] = [];
  for (let first = 0; first < values.length; first += 4) {
    const [member, interval, phase, fence] = values.slice(first, first + 4);
    claims.push({
      ...nameOfKey(String(member)),
      intervalSeconds: Number(interval),
      phase: phase as Liveness,
      fence: Number(fence),
    });
  }
  return claims;
}

/** Reads what the script for counts answers, after its first element. */
export function decodeCounts(values: readonly unknown[]): LeaseCounts {
  const [live, total, expired, recent, flat] = values as [number, number, number, number, string[]];
  const intervals = new Map<number, number>();
  for (let first = 0; first < flat.length; first += 2) {
    intervals.set(Number(flat[first]), Number(flat[first + 1]));
  }
  const expected = expectedPerMinute(intervals);
  return { live, total, expired, recent, intervals, expectedPerMinute: expected };
}

/** `interval, phase, remaining ms, recent ms` */
export function termsArgs({ intervalSeconds, phase, remainingMs, recentMs }: LeaseTerms): string[] {
  const bounded = Math.max(0, Math.min(remainingMs, phaseMs(phase, intervalSeconds)));
  const recent = phase === 'live' ? 0 : recentMs;
  const times = [bounded, recent].map((ms) => String(Math.floor(ms)));
  return [String(intervalSeconds), phase, ...times];
}

/** `bound, episode or nothing` */
export function paceArgs(pace: Pace): string[] {
  const [bound, episode] =
    'atOnce' in pace ? [pace.atOnce, ''] : [pace.budget, String(pace.episode)];
  const whole = Math.floor(Math.min(bound, Number.MAX_SAFE_INTEGER));
  return [String(Math.max(0, whole)), episode];
}
