import type { Environment } from '../environment.dto.js';
import { weakness } from './secret-weakness.js';

/** What is wrong with the secrets: each problem prevents the start. */
export function secretProblems(environment: Environment): string[] {
  const {
    FED_DIR_SIGNING_SECRET: secret,
    FED_DIR_SIGNING_SECRET_PREVIOUS: previousSecret,
    SIGNING_KEK: kek,
    SIGNING_KEK_PREVIOUS: previousKek,
  } = environment;
  const problems: string[] = [];
  if (isStrict(environment) && secret === undefined) {
    problems.push(
      `FED_DIR_SIGNING_SECRET (or FED_DIR_SIGNING_SECRET_FILE) is required with ${isShared(environment) ? 'MONGODB_URI' : 'NODE_ENV=production'}; ` +
        'make one with: openssl rand -base64 48',
    );
  }
  if (kek === undefined && isProduction(environment) && environment.SIGNING_BACKEND === 'local') {
    problems.push(
      'SIGNING_KEK (or SIGNING_KEK_FILE) is required with NODE_ENV=production: the signing keys in the store are ' +
        'encrypted with it; make one with: openssl rand -base64 48',
    );
  }
  if (isStrict(environment)) problems.push(...weaknesses(environment));
  if (previousSecret !== undefined && secret === undefined) {
    problems.push('FED_DIR_SIGNING_SECRET_PREVIOUS is set without FED_DIR_SIGNING_SECRET');
  }
  if (previousKek !== undefined && kek === undefined) {
    problems.push('SIGNING_KEK_PREVIOUS is set without SIGNING_KEK');
  }
  return problems;
}

/**
 * What is doubtful about the secrets, and does not prevent the start. A previous secret may be weak: it is needed to
 * change from a weak one to a strong one.
 */
export function secretWarnings(environment: Environment): string[] {
  return [
    ...(isStrict(environment) ? [] : weaknesses(environment)),
    ...weakness('FED_DIR_SIGNING_SECRET_PREVIOUS', environment.FED_DIR_SIGNING_SECRET_PREVIOUS),
    ...weakness('SIGNING_KEK_PREVIOUS', environment.SIGNING_KEK_PREVIOUS),
  ];
}

function weaknesses({ FED_DIR_SIGNING_SECRET: secret, SIGNING_KEK: kek }: Environment): string[] {
  return [
    ...weakness('FED_DIR_SIGNING_SECRET', secret),
    ...weakness('SIGNING_KEK', kek),
    ...(secret !== undefined && secret === kek
      ? [
          'SIGNING_KEK is the same as FED_DIR_SIGNING_SECRET: each needs a value of its own, or whoever learns one has both',
        ]
      : []),
  ];
}

/** Replicas must share the secret, so none of them can make it. */
function isShared({ MONGODB_URI }: Environment): boolean {
  return MONGODB_URI !== undefined;
}

function isProduction({ NODE_ENV }: Environment): boolean {
  return NODE_ENV === 'production';
}

function isStrict(environment: Environment): boolean {
  return isShared(environment) || isProduction(environment);
}
