import { describe, expect, it } from '@jest/globals';
import { HOST_LIST, ORIGIN_LIST, readHosts, readOrigins } from './host-list.js';

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

describe('ORIGIN_LIST', () => {
  it.each(['localhost', '*', 'https://a', 'a, https://b.example:8443 ,http://[::1]:1'])(
    'should take %j',
    (list) => {
      expect(ORIGIN_LIST.test(list)).toBe(true);
    },
  );

  it.each(['', 'a:80', 'https://', 'https://a/', 'ftp://a', '*,a', 'https://u@a'])(
    'should refuse %j',
    (list) => {
      expect(ORIGIN_LIST.test(list)).toBe(false);
    },
  );
});

describe('readOrigins', () => {
  it('should write names and origins as browsers do', () => {
    expect(readOrigins('App.example.com, HTTPS://App.Example.com:443,http://[0::1]:80')).toEqual([
      'app.example.com',
      'https://app.example.com',
      'http://[::1]',
    ]);
  });
});
