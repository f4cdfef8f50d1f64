import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { endpointUrl } from '../../test/support/valid-manifest.arbitrary.js';
import { urlFault } from './http-url.js';

const NO_STRING = 'must be a string with an http or https URL';
const NOT_ABSOLUTE = 'must be an absolute http or https URL';
const READ_DIFFERENTLY =
  'must not hold white space, control characters, invisible characters or backslashes';
const PORT = 'must have a port from 1 to 65535, without zeros before it';
const NO_DNS_NAME =
  'must have a host of at most 253 letters, digits, dashes, underscores and dots, with 1 to 63 of them before, between and after the dots';
const PUNYCODE = 'must have a host in which each label after xn-- is valid Punycode';
const USER = 'must not carry user information';
const TOO_LONG = 'must be no longer than 2048 characters';

const SHARED = 'must write its host in the form that all readers share';

/** URLs whose host the WHATWG URL standard reads as another one than is written. */
const READ_AS = [
  ['http://ex%41mple.com/', 'example.com'],
  ['http://127.1/', '127.0.0.1'],
  ['http://0177.0.0.1/', '127.0.0.1'],
  ['http://0x7f.0.0.1/', '127.0.0.1'],
  ['http://2130706433/', '127.0.0.1'],
  ['http://1.2.3/', '1.2.0.3'],
  ['http://127.0.0.1./', '127.0.0.1'],
  ['http://[0:0:0:0:0:0:0:1]/', '[::1]'],
  ['http://[::ffff:127.0.0.1]/', '[::ffff:7f00:1]'],
  ['http://bücher.example/', 'xn--bcher-kva.example'],
  ['http://faß.example/', 'xn--fa-hia.example'],
  ['http://ｅxample.com/', 'example.com'],
  ['http://１２７.0.0.1/', '127.0.0.1'],
  ['http://a。example/', 'a.example'],
  ['http://☃.example/', 'xn--n3h.example'],
] as const;

describe('urlFault', () => {
  it.each([
    'http://localhost',
    'http://localhost:8080/mcp',
    'https://example.com/',
    'HTTPS://EXAMPLE.COM/MCP',
    'http://127.0.0.1:1',
    'http://[::1]:65535/mcp',
    'http://my_service:80/é',
    'http://1.2.3.4/',
    'http://[2001:DB8::1]/',
    `http://${'a'.repeat(63)}.example/`,
    `http://${'abc.'.repeat(63)}a/`,
    'http://xn--fa-hia.example/',
    'http://r3---sn.example/',
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
    ['http://a/\u3164', READ_DIFFERENTLY],
    ['http://a/\u{e0041}', READ_DIFFERENTLY],
    ['http:\\\\a\\b', READ_DIFFERENTLY],
    ['http://a\\@b/', READ_DIFFERENTLY],
    [`http://localhost/${'x'.repeat(2_048 - 16)}`, TOO_LONG],
    ['http://a:0/', PORT],
    ['http://a:00080/', PORT],
    ['http://a:/', PORT],
    ['http://[::1]:/', PORT],
    ['http://a./', NO_DNS_NAME],
    ['http://a..b/', NO_DNS_NAME],
    ['http://.a/', NO_DNS_NAME],
    ['http://a,b/', NO_DNS_NAME],
    ["http://a'b/", NO_DNS_NAME],
    ['http://{tenant}.example/', NO_DNS_NAME],
    ['http://*.example/', NO_DNS_NAME],
    [`http://${'a'.repeat(64)}.example/`, NO_DNS_NAME],
    [`http://${'abc.'.repeat(63)}ab/`, NO_DNS_NAME],
    ['http://xn--a/', PUNYCODE],
    ['http://a.xn--zzzzzz/', PUNYCODE],
    ...READ_AS.map(([url, host]) => [url, `${SHARED}: ${host}`] as const),
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

  it('should take only what has the host and port that are written in it', () => {
    const anything = fc.oneof(
      fc.stringMatching(/^https?:\/{0,3}[a-z@:\\/?#[\].]{1,12}$/),
      fc.stringMatching(/^https?:\/\/[a-z0-9x.:%\-_A-F０-９ａ-ｃ。ß]{1,12}$/),
      fc
        .webAuthority({ withIPv4: true, withIPv4Extended: true, withIPv6: true, withPort: true })
        .map((authority) => `http://${authority}`),
    );
    fc.assert(
      fc.property(anything, (url) => {
        if (urlFault(url) !== undefined) return;
        const { hostname, port, protocol, username, password } = new URL(url);
        const [, written = '', writtenPort] =
          /^https?:\/\/(\[.*\]|[^/?#:]+)(?::(\d+))?/i.exec(url) ?? [];
        expect([username, password, hostname]).toEqual(['', '', written.toLowerCase()]);
        const usual = protocol === 'http:' ? '80' : '443';
        if (writtenPort !== undefined) expect(port === '' ? usual : port).toBe(writtenPort);
      }),
      { numRuns: 5_000 },
    );
  });
});
