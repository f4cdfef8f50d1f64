/** A directory on a manual clock in a process of its own, so that its memory is nobody else's. */
import type { AddressInfo } from 'node:net';
import { setImmediate } from 'node:timers/promises';
import { ProcessState } from '../../../src/common/process-state.js';
import { Listening } from '../../../src/mcp/notifications/listening.service.js';
import { Sweeper } from '../../../src/liveness/sweeper.service.js';
import { startTestApp } from '../../support/test-app.js';
import { WINDOW_MS, type Order, type Report } from './soaked-directory.js';

const SWEEP_EVERY_MS = 500;

const directory = await startTestApp({ listen: true });
const { app, clock } = directory;
let passedMs = 0;

async function pass(): Promise<void> {
  clock.advance(WINDOW_MS);
  passedMs += WINDOW_MS;
  if (passedMs % SWEEP_EVERY_MS === 0) await app.get(Sweeper).sweep();
}

async function report(): Promise<Report> {
  globalThis.gc?.();
  // What the buffers held is let go of a little later.
  await setImmediate();
  globalThis.gc?.();
  const { heapUsed, external, rss } = process.memoryUsage();
  const { streams, cutOff } = app.get(Listening);
  return { heapUsed, external, rss, streams, cutOff };
}

async function obey(order: Order): Promise<void> {
  if (order === 'pass') await pass();
  if (order === 'drain') app.get(ProcessState).drain();
  process.send?.(order === 'report' ? await report() : null);
}

process.on('message', (order: Order) => void obey(order));
process.once('disconnect', () => void directory.end());
process.send?.((app.getHttpServer().address() as AddressInfo).port);
