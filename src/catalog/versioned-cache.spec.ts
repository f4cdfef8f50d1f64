import { describe, expect, it } from '@jest/globals';
import { VersionedCache } from './versioned-cache.js';

describe(VersionedCache.name, () => {
  it('should forget everything with a new version', () => {
    const cache = new VersionedCache<string>(10_000);
    cache.set(1, 'a', 'one', 10);
    expect(cache.get(1, 'a')).toBe('one');
    expect(cache.get(2, 'a')).toBeUndefined();
    cache.set(2, 'b', 'two', 10);
    expect(cache.get(2, 'a')).toBeUndefined();
    expect(cache.get(2, 'b')).toBe('two');
  });

  it('should not grow by values, nor by keys alone', () => {
    const cache = new VersionedCache<number>(10_000);
    let kept = 0;
    for (let index = 0; index < 1_000; index += 1)
      cache.set(1, `${index}${'k'.repeat(1_000)}`, index, 0);
    for (let index = 0; index < 1_000; index += 1) {
      if (cache.get(1, `${index}${'k'.repeat(1_000)}`) !== undefined) kept += 1;
    }
    expect(kept).toBeLessThan(5);
    cache.set(1, 'too large', 1, 20_000);
    expect(cache.get(1, 'too large')).toBeUndefined();
  });
});
