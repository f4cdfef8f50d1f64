import { FaultRule } from './fault-rule.js';

/** What is wrong with one value of a parameter; `undefined` when nothing is. */
export type ParamCheck = (value: string) => string | undefined;

/** A query parameter that may be given once. */
export function ParamRule(check: ParamCheck): PropertyDecorator {
  return FaultRule('param', (value, path) => {
    const [first = '', ...more] = value as readonly string[];
    const message = more.length > 0 ? 'must be given once' : check(first);
    return message === undefined ? [] : [{ path, message }];
  });
}

/** A whole number within a range, in decimal digits. */
export function wholeNumber(min: number, max: number): ParamCheck {
  return (value) =>
    /^\d{1,9}$/.test(value) && Number(value) >= min && Number(value) <= max
      ? undefined
      : `must be a whole number from ${min} to ${max}`;
}

/** A switch: 0 or 1. */
export const zeroOrOne: ParamCheck = (value) =>
  value === '0' || value === '1' ? undefined : 'must be 0 or 1';
