import type { Environment } from './environment.dto.js';

/** What each backend cannot do without. */
const REQUIRED = {
  local: [],
  off: [],
  'aws-kms': ['AWS_KMS_KEY_ID'],
  'vault-transit': ['VAULT_ADDR', 'VAULT_TOKEN', 'VAULT_TRANSIT_KEY'],
} as const;

/** What is wrong with the settings of the statements' keys. */
export function signingProblems(environment: Environment): string[] {
  const { SIGNING_BACKEND: backend } = environment;
  // A wrong word is reported elsewhere.
  const missing = Object.hasOwn(REQUIRED, backend)
    ? REQUIRED[backend].filter((name) => environment[name] === undefined)
    : [];
  return missing.map((name) => `${name} is required with SIGNING_BACKEND=${backend}`);
}
