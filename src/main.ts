import { StopSignals } from './stop-signals.js';

const signals = new StopSignals();
// Loaded afterwards: that takes a while in which a signal may come.
const { run } = await import('./run.js');
await run(signals);
