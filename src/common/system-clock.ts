import { performance } from 'node:perf_hooks';
import { Injectable } from '@nestjs/common';
import { Clock, type Cancel } from './clock.js';

/** The machine's own clock. */
@Injectable()
export class SystemClock extends Clock {
  now(): number {
    // eslint-disable-next-line no-restricted-properties -- this is the clock
    return Date.now();
  }

  monotonic(): number {
    return performance.now();
  }

  after(delayMs: number, callback: () => void): Cancel {
    const timer = setTimeout(callback, delayMs).unref();
    return () => {
      clearTimeout(timer);
    };
  }
}
