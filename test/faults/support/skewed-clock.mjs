import { readFileSync } from 'node:fs';
import { setInterval } from 'node:timers';

/**
 * Preloaded into a replica: its wall clock differs from the machine's by CLOCK_SKEW_MS, or by what the file
 * CLOCK_SKEW_FILE says at any time.
 */
const file = process.env.CLOCK_SKEW_FILE;
let skew = Number(process.env.CLOCK_SKEW_MS ?? 0);
if (file !== undefined) {
  const look = () => {
    skew = Number(readFileSync(file, 'utf8'));
  };
  look();
  setInterval(look, 200).unref();
}
const now = Date.now.bind(Date);

Date.now = () => now() + skew;
globalThis.Date = new Proxy(Date, {
  construct: (target, args, self) =>
    Reflect.construct(target, args.length === 0 ? [target.now()] : args, self),
  apply: (target) => new target(target.now()).toString(),
});
Date.prototype.constructor = globalThis.Date;
