import { describe, expect, it } from '@jest/globals';
import { loadConfig } from './load-config.js';

describe('The way to the directory', () => {
  it('should be this machine only, without proxies, unless something else is said', () => {
    expect(loadConfig({})).toMatchObject({
      publicUrl: undefined,
      allowedHosts: ['localhost', '127.0.0.1', '[::1]'],
      allowedOrigins: ['localhost', '127.0.0.1', '[::1]'],
      trustedProxies: [],
    });
  });

  it('should be a public URL, whose host is an own name', () => {
    const config = loadConfig({
      PUBLIC_URL: 'HTTPS://Directory.Example.com:443/',
      ALLOWED_HOSTS: 'a',
      TRUSTED_PROXIES: '10.1.2.3, fd00::/8,::1',
    });
    expect(config).toMatchObject({
      publicUrl: 'https://directory.example.com',
      allowedHosts: ['a', 'directory.example.com'],
      trustedProxies: ['10.1.2.3/32', 'fd00::/8', '::1/128'],
    });
  });

  it.each([
    'directory.example.com',
    'ftp://a',
    'https://a/b',
    'https://a?b',
    'https://a#b',
    'https://u@a',
    'https://a:99999',
  ])('should not be %s', (PUBLIC_URL) => {
    expect(() => loadConfig({ PUBLIC_URL })).toThrow('PUBLIC_URL must be like');
  });

  it.each(['localhost', '10.0.0.0/33', '10', '*', 'fe80::1%eth0', '::ffff:10.0.0.1'])(
    'should not trust the proxy %s',
    (TRUSTED_PROXIES) => {
      expect(() => loadConfig({ TRUSTED_PROXIES })).toThrow('TRUSTED_PROXIES: ');
    },
  );
});
