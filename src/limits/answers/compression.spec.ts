import { gunzipSync } from 'node:zlib';
import { describe, expect, it } from '@jest/globals';
import { Compression } from './compression.js';

describe(Compression.name, () => {
  it('should compress a body once, however often it is asked for meanwhile', async () => {
    const compression = new Compression();
    const body = Buffer.alloc(1_024 * 1_024, 'a');
    for (let asked = 0; asked < 20; asked += 1) {
      expect(compression.body(body, 'gzip')).toBeUndefined();
    }
    expect(Reflect.get(compression, 'underWay')).toBe(1);
    while (Reflect.get(compression, 'underWay') === 1) await new Promise(setImmediate);
    const made = compression.body(body, 'gzip');
    expect(made && gunzipSync(made).equals(body)).toBe(true);
  });
});
