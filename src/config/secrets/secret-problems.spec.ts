import { describe, expect, it } from '@jest/globals';
import { loadConfig } from '../load-config.js';
import { secretWarnings } from './secret-problems.js';

const STRONG = 'a-strong-secret-of-more-than-32-characters';
const KEK = 'another-strong-secret-for-the-signing-keys';

describe(secretWarnings.name, () => {
  it('should lead from a weak secret to a strong one, with a warning', () => {
    const { warnings } = loadConfig({
      NODE_ENV: 'production',
      FED_DIR_SIGNING_SECRET: STRONG,
      FED_DIR_SIGNING_SECRET_PREVIOUS: 'changeme',
      SIGNING_KEK: KEK,
      SIGNING_KEK_PREVIOUS: 'x'.repeat(40),
    });
    expect(warnings).toEqual([
      'FED_DIR_SIGNING_SECRET_PREVIOUS is an example value: make your own',
      'SIGNING_KEK_PREVIOUS can be guessed: make one with: openssl rand -base64 48',
    ]);
  });

  it('should only warn of weak and equal secrets where nobody else depends on them', () => {
    const weak = '1234567890'.repeat(4);
    const { warnings } = loadConfig({ FED_DIR_SIGNING_SECRET: weak, SIGNING_KEK: weak });
    expect(warnings).toEqual([
      'FED_DIR_SIGNING_SECRET can be guessed: make one with: openssl rand -base64 48',
      'SIGNING_KEK can be guessed: make one with: openssl rand -base64 48',
      expect.stringMatching(/^SIGNING_KEK is the same as FED_DIR_SIGNING_SECRET/),
    ]);
  });
});
