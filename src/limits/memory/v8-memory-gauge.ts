import { constants, PerformanceObserver } from 'node:perf_hooks';
import { getHeapStatistics, setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import { Injectable, type OnApplicationShutdown } from '@nestjs/common';
import { heapLimitBytes } from '../../config/heap-limit.js';
import { MemoryGauge } from './memory-gauge.js';

/** Garbage is collected again when the heap has grown by this part of its limit. */
const WORTH_COLLECTING = 1 / 32;

/** Work needs so much of it for a moment, however large the heap is. */
const WORK_BYTES = 24 * 1_024 * 1_024;

/** {@link MemoryGauge} of this process. */
@Injectable()
export class V8MemoryGauge extends MemoryGauge implements OnApplicationShutdown {
  livePart: number;
  collections = 0;
  private readonly usableBytes: number;
  private collect: (() => void) | undefined;
  private readonly observer = new PerformanceObserver((list) => {
    for (const entry of list.getEntries()) {
      const { detail } = entry as typeof entry & { readonly detail?: { readonly kind?: number } };
      if (detail?.kind === constants.NODE_PERFORMANCE_GC_MAJOR) this.collected();
    }
  });

  constructor() {
    super();
    const limit = heapLimitBytes();
    this.usableBytes = Math.max(limit - WORK_BYTES, limit / 2);
    this.livePart = this.usedPart();
    this.observer.observe({ entryTypes: ['gc'] });
  }

  onApplicationShutdown(): void {
    this.observer.disconnect();
  }

  partOf(bytes: number): number {
    return bytes / this.usableBytes;
  }

  measure(mark: number): number {
    const used = this.usedPart();
    if (used < mark || used < this.livePart + WORTH_COLLECTING) return used;
    this.collect ??= collector();
    this.collect();
    this.collected();
    return this.livePart;
  }

  private collected(): void {
    this.livePart = this.usedPart();
    this.collections += 1;
  }

  private usedPart(): number {
    return this.partOf(getHeapStatistics().used_heap_size);
  }
}

/** V8 has a function that collects all garbage, and hands it to contexts that are made while the flag is set. */
function collector(): () => void {
  setFlagsFromString('--expose-gc');
  const collect = runInNewContext('gc') as () => void;
  setFlagsFromString('--no-expose-gc');
  return collect;
}
