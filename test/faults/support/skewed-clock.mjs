/** Preloaded into a replica: its wall clock differs from the machine's by CLOCK_SKEW_MS. */
const skew = Number(process.env.CLOCK_SKEW_MS);
const now = Date.now.bind(Date);

Date.now = () => now() + skew;
globalThis.Date = new Proxy(Date, {
  construct: (target, args, self) =>
    Reflect.construct(target, args.length === 0 ? [target.now()] : args, self),
  apply: (target) => new target(target.now()).toString(),
});
Date.prototype.constructor = globalThis.Date;
