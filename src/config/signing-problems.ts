import type { Environment } from './environment.dto.js';
import { weakness } from './secret-weakness.js';

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
  // A wrong word is told already.
  const missing = Object.hasOwn(REQUIRED, backend)
    ? REQUIRED[backend].filter((name) => environment[name] === undefined)
    : [];
  return [
    ...missing.map((name) => `${name} is required with SIGNING_BACKEND=${backend}`),
    ...kekProblems(environment),
  ];
}

function kekProblems(environment: Environment): string[] {
  const {
    SIGNING_KEK: kek,
    SIGNING_KEK_PREVIOUS: previous,
    NODE_ENV,
    SIGNING_BACKEND,
  } = environment;
  const problems = [...weakness('SIGNING_KEK', kek), ...weakness('SIGNING_KEK_PREVIOUS', previous)];
  if (kek === undefined && NODE_ENV === 'production' && SIGNING_BACKEND === 'local') {
    problems.push(
      'SIGNING_KEK (or SIGNING_KEK_FILE) is required with NODE_ENV=production: the signing keys in the store are ' +
        'encrypted with it; make one with: openssl rand -base64 48',
    );
  }
  if (previous !== undefined && kek === undefined) {
    problems.push('SIGNING_KEK_PREVIOUS is set without SIGNING_KEK');
  }
  return problems;
}
