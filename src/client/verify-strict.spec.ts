import { describe, expect, it } from '@jest/globals';
import { canonical } from '../../test/support/paper-directory.js';
import { directory, reasonOf, SERVER } from '../../test/support/paper-reader.js';

describe('What has two meanings', () => {
  it.each([
    ['a key twice', (text: string) => text.replace('{', '{"version":"9",'), 'malformed'],
    [
      'a key twice, once in disguise',
      (text: string) => text.replace('{', '{"\\u0076ersion":"9",'),
      'malformed',
    ],
    [
      'a key twice, within',
      (text: string) => text.replace('"mcp":', '"mcp":"https://evil.example","mcp":'),
      'malformed',
    ],
    [
      'a number beyond 2^53',
      (text: string) => text.replace('0.5', '9007199254740993'),
      'malformed',
    ],
    [
      'a number of more digits than a double has',
      (text: string) => text.replace('0.5', '1000000000000000000000'),
      'malformed',
    ],
    [
      'another number that all readers take alike',
      (t: string) => t.replace('0.5', '1e21'),
      'tampered',
    ],
    ['an endless number', (text: string) => text.replace('0.5', '1e400'), 'malformed'],
    ['half a character', (text: string) => text.replace('🧭', '\\ud83e'), 'malformed'],
    ['no JSON', (text: string) => text.slice(1), 'malformed'],
    ['NFD for NFC', (text: string) => text.normalize('NFD'), 'tampered'],
    ['white space', (text: string) => text.replaceAll(':{', ' : {'), 'ok'],
    ['another spelling', (text: string) => text.replace('paper', '\\u0070aper'), 'ok'],
  ])('should read strictly: %s', async (_what, change, reason) => {
    const text = JSON.stringify(directory.entry(SERVER));
    const changed = change(text);
    expect(changed).not.toBe(text);
    expect(await reasonOf(changed)).toBe(reason);
  });

  it('should read the payload strictly too, whoever signed it', async () => {
    const payload = canonical(directory.claims(SERVER));
    for (const changed of [
      payload.replace('{', '{"rev":1,'),
      payload.replace('"rev":7', '"rev":9007199254740993'),
      payload.replace('"rev":7', '"rev":7.0'),
      payload.replace(',', ', '),
      payload.normalize('NFC').replace('healthy', '\\u0068ealthy'),
      '[]',
    ]) {
      expect(changed).not.toBe(payload);
      const jws = directory.jws(directory.header(), changed);
      expect([changed, await reasonOf(directory.entry(SERVER, jws))]).toEqual([
        changed,
        'malformed',
      ]);
    }
    const header = directory.header().replace('{', '{"alg":"none",');
    const twice = directory.jws(header, payload);
    expect(await reasonOf(directory.entry(SERVER, twice))).toBe('malformed');
  });
});
