import { describe, expect, it } from '@jest/globals';
import { HOST_LIST, readHosts } from './host-list.js';

describe('HOST_LIST', () => {
  it.each(['localhost', '*', 'a, b.example ,[::1]', '127.0.0.1'])('should take %j', (list) => {
    expect(HOST_LIST.test(list)).toBe(true);
  });

  it.each(['', 'a:80', 'https://a', 'a,', 'a b', '*,a', '::1'])('should refuse %j', (list) => {
    expect(HOST_LIST.test(list)).toBe(false);
  });
});

describe('readHosts', () => {
  it('should write names as they are compared', () => {
    expect(readHosts('Directory.Example.com, [0:0::1]')).toEqual([
      'directory.example.com',
      '[::1]',
    ]);
    expect(readHosts('*')).toEqual(['*']);
  });
});
