import type { FieldError } from '../common/domain-error.js';
import { joinPath } from '../common/json-faults.js';
import { LIMITS } from './manifest-limits.js';

const RANGES = new Map<string, { readonly min: number; readonly max: number }>([
  ['interval_seconds', LIMITS.probeIntervalSeconds],
  ['timeout_ms', LIMITS.probeTimeoutMs],
]);

/** What is wrong with the settings of probes. */
export function probeFaults(value: unknown, path: string): FieldError[] {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) {
    return [{ path, message: 'must be a JSON object' }];
  }
  const faults = (Object.entries(value) as [string, unknown][]).flatMap(([name, setting]) => {
    const message = name === 'enabled' ? switchFault(setting) : numberFault(name, setting);
    return message === undefined ? [] : [{ path: joinPath(path, name), message }];
  });
  const missing = { path: `${path}.enabled`, message: 'is required' };
  return Object.hasOwn(value, 'enabled') ? faults : [missing, ...faults];
}

function switchFault(value: unknown): string | undefined {
  return typeof value === 'boolean' ? undefined : 'must be true or false';
}

function numberFault(name: string, value: unknown): string | undefined {
  const range = RANGES.get(name);
  if (range === undefined) return 'is not a known field';
  const { min, max } = range;
  const valid = Number.isInteger(value) && (value as number) >= min && (value as number) <= max;
  return valid ? undefined : `must be a whole number from ${min} to ${max}`;
}
