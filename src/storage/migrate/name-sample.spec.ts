import { describe, expect, it } from '@jest/globals';
import { NameSample } from './name-sample.js';

describe(NameSample.name, () => {
  it('should name the first ten', () => {
    const sample = new NameSample();
    sample.add({ tenant: 'default', id: 'a' });
    expect(sample.words()).toBe('1 server (a)');
    sample.add({ tenant: 'other', id: 'a' });
    expect(sample.words()).toBe('2 servers (a, other:a)');
    for (let index = 3; index <= 12; index += 1) sample.add({ tenant: 'default', id: `s${index}` });
    expect(sample.words()).toBe('12 servers (a, other:a, s3, s4, s5, s6, s7, s8, s9, s10, …)');
  });
});
