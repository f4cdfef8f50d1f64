import { describe, expect, it } from '@jest/globals';
import { parseRedisUrl } from './redis-options.js';

describe(parseRedisUrl.name, () => {
  it.each([
    ['redis://localhost', { host: 'localhost', port: 6379 }, 0, 'localhost:6379'],
    ['redis://10.0.0.1:7000/3', { host: '10.0.0.1', port: 7000 }, 3, '10.0.0.1:7000'],
    ['redis://:p%40ss@h:1/', { host: 'h', port: 1, password: 'p@ss' }, 0, 'h:1'],
    ['redis://u:p@h', { host: 'h', port: 6379, username: 'u', password: 'p' }, 0, 'h:6379'],
    ['redis://[::1]:7000', { host: '::1', port: 7000 }, 0, '[::1]:7000'],
    ['rediss://:p@h:1', { host: 'h', port: 1, password: 'p', tls: {} }, 0, 'h:1'],
  ])('should read %s', (url, options, db, address) => {
    expect(parseRedisUrl(url)).toEqual({ options, db, address });
  });

  it('should read the Sentinels of a master', () => {
    const url = 'redis+sentinel://u:p%2Fw@s1:5000,s2,[::1]:5001/main/2?sentinel_password=s%26w';
    expect(parseRedisUrl(url)).toEqual({
      options: {
        sentinels: [
          { host: 's1', port: 5000 },
          { host: 's2', port: 26379 },
          { host: '::1', port: 5001 },
        ],
        name: 'main',
        username: 'u',
        password: 'p/w',
        sentinelPassword: 's&w',
      },
      db: 2,
      address: 'main of Sentinel s1:5000, s2:26379, ::1:5001',
    });
    expect(parseRedisUrl('redis+sentinel://:p@s1/main').options).toEqual({
      sentinels: [{ host: 's1', port: 26379 }],
      name: 'main',
      password: 'p',
    });
  });

  it.each([
    'http://h',
    'redis://',
    'redis://:secret@h/zero',
    'redis://:%zz-secret@h',
    'redis://:secret@h:99999',
    'redis+sentinel://:secret@h',
    'redis+sentinel://:secret@h:99999/main',
    'redis+sentinel://:secret@h/main/zero',
  ])('should refuse %s without showing it', (url) => {
    expect(() => parseRedisUrl(url)).toThrow(/^REDIS_URL must be (?!.*secret)/);
  });
});
