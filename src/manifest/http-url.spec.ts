import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { endpointUrl } from '../../test/support/valid-manifest.arbitrary.js';
import { urlFault } from './http-url.js';

const NO_STRING = 'must be a string with an http or https URL';
const NOT_ABSOLUTE = 'must be an absolute http or https URL';
const READ_DIFFERENTLY = 'must not hold white space, control characters or backslashes';
const USER = 'must not carry user information';
const TOO_LONG = 'must be no longer than 2048 characters';

describe('urlFault', () => {
  it.each([
    'http://localhost',
    'http://localhost:8080/mcp',
    'https://example.com/',
    'HTTPS://EXAMPLE.COM/MCP',
    'http://127.0.0.1:1',
    'http://[::1]:65535/mcp',
    'http://bücher.example/é',
    'http://xn--bcher-kva.example/',
    'http://a/b@c',
    'http://a?b@c',
    'http://a#b@c',
    'http://a//b',
    'http://a/%00',
    'http://a/?b=c&d=%20#e',
    `http://localhost/${'x'.repeat(2_048 - 17)}`,
  ])('should find nothing wrong with %s', (url) => {
    expect(urlFault(url)).toBeUndefined();
  });

  it.each([undefined, null, 5, true, {}, [], ['http://a/'], new URL('http://a/')])(
    'should refuse %p',
    (value) => {
      expect(urlFault(value)).toBe(NO_STRING);
    },
  );

  it.each([
    ['', NOT_ABSOLUTE],
    ['localhost', NOT_ABSOLUTE],
    ['localhost:8080', NOT_ABSOLUTE],
    ['//localhost/mcp', NOT_ABSOLUTE],
    ['/mcp', NOT_ABSOLUTE],
    ['http:', NOT_ABSOLUTE],
    ['http:localhost', NOT_ABSOLUTE],
    ['http:/localhost', NOT_ABSOLUTE],
    ['http://', NOT_ABSOLUTE],
    ['http:///localhost/mcp', NOT_ABSOLUTE],
    ['http://?localhost', NOT_ABSOLUTE],
    ['http://#localhost', NOT_ABSOLUTE],
    ['http://:80/', NOT_ABSOLUTE],
    ['http://a:65536/', NOT_ABSOLUTE],
    ['http://a:b/', NOT_ABSOLUTE],
    ['http://[::1', NOT_ABSOLUTE],
    ['http://[1]/', NOT_ABSOLUTE],
    ['http://1.2.3.256/', NOT_ABSOLUTE],
    ['http://a%2fb/', NOT_ABSOLUTE],
    ['http://a^b/', NOT_ABSOLUTE],
    ['ftp://a/', NOT_ABSOLUTE],
    ['file:///a', NOT_ABSOLUTE],
    ['javascript:http://a/', NOT_ABSOLUTE],
    ['httpss://a/', NOT_ABSOLUTE],
    ['http://a@b/', USER],
    ['http://@b/', USER],
    ['http://:@b/', USER],
    ['http://a:b@c/', USER],
    ['http://a@b@c', USER],
    [' http://a/', READ_DIFFERENTLY],
    ['http://a/ ', READ_DIFFERENTLY],
    ['ht\ttp://a/', READ_DIFFERENTLY],
    ['http://a/\r\nHost: b', READ_DIFFERENTLY],
    ['http://a/\u0000', READ_DIFFERENTLY],
    ['http://a/\u007f', READ_DIFFERENTLY],
    ['http://a/\u00ad', READ_DIFFERENTLY],
    ['http://a/\u3000', READ_DIFFERENTLY],
    ['http://a\u202e/', READ_DIFFERENTLY],
    ['\ufeffhttp://a/', READ_DIFFERENTLY],
    ['http:\\\\a\\b', READ_DIFFERENTLY],
    ['http://a\\@b/', READ_DIFFERENTLY],
    [`http://localhost/${'x'.repeat(2_048 - 16)}`, TOO_LONG],
  ])('should refuse %j: %s', (url, fault) => {
    expect(urlFault(url)).toBe(fault);
  });

  it('should find nothing wrong with ordinary URLs', () => {
    fc.assert(
      fc.property(endpointUrl, (url) => {
        expect(urlFault(url)).toBeUndefined();
      }),
    );
  });

  it('should take only what has the host that is written in it', () => {
    fc.assert(
      fc.property(fc.stringMatching(/^https?:\/{0,3}[a-z@:\\/?#[\].]{1,12}$/), (url) => {
        if (urlFault(url) !== undefined) return;
        const { host, username, password } = new URL(url);
        const written = /^https?:\/\/([^/?#]+)/.exec(url)?.[1];
        expect([username, password]).toEqual(['', '']);
        expect(written?.replace(/:$/, '')).toBe(host);
      }),
      { numRuns: 5_000 },
    );
  });
});
