import fc from 'fast-check';

/** What may happen to a directory and its members. */
export type LivenessStep =
  | {
      readonly kind: 'register';
      readonly ids: readonly string[];
      readonly interval: number;
      /** The client that sends it. */
      readonly from: string;
    }
  | { readonly kind: 'beat'; readonly ids: readonly string[] }
  | {
      readonly kind: 'pass';
      readonly seconds: number;
      /** Those who send heartbeats meanwhile, all of them each so many seconds. */
      readonly loyal: readonly string[];
      readonly beatEvery: number;
    }
  /** The process stands still. */
  | { readonly kind: 'pause'; readonly seconds: number }
  /** The machine's clock is set. */
  | { readonly kind: 'set clock'; readonly seconds: number }
  | { readonly kind: 'unregister'; readonly id: string }
  | { readonly kind: 'block'; readonly id: string; readonly disabled: boolean }
  | { readonly kind: 'restart' };

const DAY_SECONDS = 24 * 3_600;

/** Random schedules for a fleet of so many members. */
export function livenessSteps(fleet: number): fc.Arbitrary<readonly LivenessStep[]> {
  const all = Array.from({ length: fleet }, (_, index) => `s${index}`);
  const id = fc.constantFrom(...all);
  const some = fc
    .tuple(fc.nat(fleet), fc.nat(fleet))
    .map(([a, b]) => all.slice(Math.min(a, b), Math.max(a, b)));
  const kind = <K extends string>(name: K) => fc.constant(name);
  const interval = fc.constantFrom(5, 5, 10, 30, 60, 0);
  const from = fc.constantFrom('local', 'local', '192.0.2.1', '192.0.2.2');
  const step = fc.oneof<fc.WeightedArbitrary<LivenessStep>[]>(
    { weight: 4, arbitrary: fc.record({ kind: kind('register'), ids: some, interval, from }) },
    { weight: 4, arbitrary: fc.record({ kind: kind('beat'), ids: some }) },
    {
      weight: 8,
      arbitrary: fc.record({
        kind: kind('pass'),
        seconds: fc.oneof(
          { weight: 5, arbitrary: fc.integer({ min: 1, max: 60 }) },
          { weight: 2, arbitrary: fc.integer({ min: 60, max: 400 }) },
          { weight: 1, arbitrary: fc.constant(1_200) },
        ),
        loyal: some,
        beatEvery: fc.constantFrom(4, 9, 25),
      }),
    },
    {
      weight: 2,
      arbitrary: fc.record({ kind: kind('pause'), seconds: fc.constantFrom(2, 20, 300, 7_200) }),
    },
    {
      weight: 1,
      arbitrary: fc.record({
        kind: kind('set clock'),
        seconds: fc.constantFrom(-DAY_SECONDS, -30, 30, 40 * DAY_SECONDS),
      }),
    },
    { weight: 1, arbitrary: fc.record({ kind: kind('unregister'), id }) },
    { weight: 1, arbitrary: fc.record({ kind: kind('block'), id, disabled: fc.boolean() }) },
    { weight: 1, arbitrary: fc.record({ kind: kind('restart') }) },
  );
  return fc
    .tuple(interval, fc.array(step, { minLength: 5, maxLength: 25, size: 'max' }))
    .map(([first, steps]) => [
      { kind: 'register', ids: all, interval: first, from: 'local' },
      ...steps,
    ]);
}
