import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { redacted } from './redacted.js';

const SECRET = 'geheim-4711';

const NAMES = [
  'authorization',
  'Authorization',
  'Proxy-Authorization',
  'cookie',
  'Set-Cookie',
  'secret',
  'clientSecret',
  'FED_DIR_SIGNING_SECRET',
  'password',
  'PASSWD',
  'passphrase',
  'token',
  'access_token',
  'VaultToken',
  'X-API-Key',
  'apiKey',
  'privateKey',
  'private_key',
  'credentials',
  'SIGNING_KEK',
  'signingKek',
  'kek',
];

describe(redacted.name, () => {
  it.each(NAMES)('should hide what is under %s at any depth', (name) => {
    fc.assert(
      fc.property(fc.array(fc.constantFrom('err', 'config', 'headers', 'a')), (path) => {
        const fields = path.reduceRight<object>((inner, step) => ({ [step]: inner }), {
          [name]: SECRET,
        });
        expect(JSON.stringify(redacted(fields))).not.toContain(SECRET);
      }),
    );
  });

  it('should hide what an error carries, and what caused it', () => {
    const cause = Object.assign(new Error('inner'), { response: { headers: { Cookie: SECRET } } });
    const error = Object.assign(new Error('outer', { cause }), {
      config: { headers: { Authorization: `Bearer ${SECRET}` } },
    });
    const errors = new AggregateError([error], 'several');
    const text = JSON.stringify(redacted({ err: errors }));
    expect(text).not.toContain(SECRET);
    for (const kept of ['several', 'outer', 'inner', 'redacted.spec']) expect(text).toContain(kept);
  });

  it('should hide what is written into a text', () => {
    const fields = {
      msg: `GET mongodb://user:${SECRET}@host/x with Authorization: Bearer ${SECRET}`,
      list: [`https://:${SECRET}@host`],
      of: new Map([['Token', SECRET]]),
    };
    expect(JSON.stringify(redacted(fields))).not.toContain(SECRET);
  });

  it('should leave everything else as it is', () => {
    const fields = { id: 'a', kid: 'k', count: 3, on: true, none: null, list: [1, { b: 'c' }] };
    expect(redacted(fields)).toEqual(fields);
    expect(redacted({ at: new Date(0), big: 7n, left: undefined })).toEqual({
      at: '1970-01-01T00:00:00.000Z',
      big: '7',
    });
  });

  it('should end, whatever is logged', () => {
    const circular: Record<string, unknown> = {};
    circular['self'] = circular;
    const { proxy, revoke } = Proxy.revocable({}, {});
    revoke();
    const wide = Object.fromEntries(Array.from({ length: 5_000 }, (_, index) => [index, 'x']));
    const fields = {
      circular,
      proxy,
      wide,
      long: 'x'.repeat(1_000_000),
      bytes: Buffer.alloc(1_000_000),
      get broken(): string {
        throw new Error('unreadable');
      },
      toBeCalled: {
        toJSON: () => {
          throw new Error('unreadable');
        },
      },
    };
    const text = JSON.stringify(redacted(fields));
    expect(text.length).toBeLessThan(20_000);
    expect(text).toContain('[circular]');
    expect(text).toContain('[1000000 bytes]');
    expect(text.match(/\[unreadable\]/g)).toHaveLength(3);
  });

  it('should keep a line short, however many and long its values are', () => {
    const many = Array.from({ length: 90 }, () => Array.from({ length: 90 }, () => ['x']));
    expect(JSON.stringify(redacted({ many })).length).toBeLessThan(30_000);
    const long = Array.from({ length: 90 }, () => 'x'.repeat(9_000));
    expect(JSON.stringify(redacted({ long })).length).toBeLessThan(80_000);
  });

  it('should never throw', () => {
    fc.assert(
      fc.property(
        fc.object({ withBigInt: true, withDate: true, withMap: true, withSet: true }),
        (fields) => {
          JSON.stringify(redacted(fields));
        },
      ),
    );
  });
});
