import { FaultRule } from '../../common/http/fault-rule.js';

interface SecondsRange {
  readonly min: number;
  readonly max: number;
  /** 0 is allowed beside the range. */
  readonly orZero?: boolean;
}

/** A whole number of seconds within a range. */
export function SecondsRule({ min, max, orZero = false }: SecondsRange): PropertyDecorator {
  const message = `must be a whole number from ${min} to ${max}${orZero ? ', or 0' : ''}`;
  return FaultRule('seconds', (value, path) => {
    const valid =
      Number.isInteger(value) &&
      (((value as number) >= min && (value as number) <= max) || (orZero && value === 0));
    return valid ? [] : [{ path, message }];
  });
}
