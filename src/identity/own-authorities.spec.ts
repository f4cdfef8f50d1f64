import { describe, expect, it } from '@jest/globals';
import { assertOwnAuthority, type OwnNames } from './own-authorities.js';

const LOOPBACK = ['localhost', '127.0.0.1', '[::1]'];

function verdict(names: OwnNames, host: string): string {
  try {
    assertOwnAuthority(names, host);
    return 'own';
  } catch (error) {
    return (error as Error).message;
  }
}

describe('assertOwnAuthority', () => {
  it.each([
    [LOOPBACK, 'localhost'],
    [LOOPBACK, 'LocalHost:9405'],
    [LOOPBACK, '127.0.0.1:443'],
    [LOOPBACK, '[::1]:9405'],
    [LOOPBACK, '[::1]'],
    [['directory.example'], 'Directory.Example:80'],
  ])('should take one of ALLOWED_HOSTS (%j) with any port: %s', (allowedHosts, host) => {
    expect(verdict({ allowedHosts }, host)).toBe('own');
  });

  it.each(['', 'evil.example', 'localhost.evil.example', '127.0.0.1.evil.example', '*', '[::2]:1'])(
    'should refuse "%s"',
    (host) => {
      expect(verdict({ allowedHosts: LOOPBACK }, host)).toContain('not a name of this directory');
    },
  );

  it('should take the host of PUBLIC_URL, with its port', () => {
    const names = { allowedHosts: ['*'], publicUrl: 'https://Directory.Example' };
    expect(verdict(names, 'directory.example')).toBe('own');
    expect(verdict(names, 'directory.example:443')).toBe('own');
    expect(verdict(names, 'directory.example:8443')).toContain('not a name');
    expect(verdict(names, 'localhost')).toContain('not a name');
    const ported = { allowedHosts: ['*'], publicUrl: 'http://directory.example:9405' };
    expect(verdict(ported, 'directory.example:9405')).toBe('own');
    expect(verdict(ported, 'directory.example')).toContain('not a name');
  });

  it('should take nothing where any host is allowed and none is known', () => {
    expect(verdict({ allowedHosts: ['*'] }, 'localhost')).toContain('PUBLIC_URL says which');
    expect(verdict({ allowedHosts: ['*'] }, '*')).toContain('PUBLIC_URL says which');
  });
});
