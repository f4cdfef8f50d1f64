import { createHash } from 'node:crypto';
import { describe, expect, it } from '@jest/globals';
import canonicalize from 'canonicalize';
import fc from 'fast-check';
import { parseJson } from '../common/parse-json.js';
import { statementPayload } from './statement-payload.js';

const facts = fc.record({
  id: fc.stringMatching(/^[A-Za-z0-9][A-Za-z0-9._-]{0,127}$/),
  version: fc.string({ unit: 'grapheme', minLength: 1, maxLength: 64 }),
  revision: fc.integer({ min: 1, max: Number.MAX_SAFE_INTEGER }),
  status: fc.constantFrom('healthy', 'stale', 'offline', 'unknown'),
  manifest: fc.object(),
});

describe(statementPayload, () => {
  it('should be canonical JSON for all servers, with and without the manifest', () => {
    fc.assert(
      fc.property(facts, fc.webUrl(), fc.nat(2 ** 40), (one, issuer, window) => {
        const canonical = canonicalize(parseJson(JSON.stringify(one.manifest))) ?? '';
        const sha256 = createHash('sha256').update(canonical);
        const digest = sha256.copy().digest('hex');
        const times = { iat: window * 600, exp: window * 600 + 1_200 };
        const expected = {
          iss: issuer,
          sub: one.id,
          ver: one.version,
          rev: one.revision,
          st: one.status,
          nbf: times.iat,
          ...times,
          dig: { 'sha-256': sha256.digest('base64url') },
        };
        expect(statementPayload(issuer, times, { ...one, digest })).toBe(canonicalize(expected));
        expect(statementPayload(issuer, times, { ...one, digest }, canonical)).toBe(
          canonicalize({ ...expected, manifest: parseJson(canonical) as object }),
        );
      }),
    );
  });
});
