import type { Environment } from './environment.dto.js';
import { weakness } from './secret-weakness.js';

/** What is wrong with the HMAC secrets. */
export function secretProblems(environment: Environment): string[] {
  // Replicas must share it, so none of them can make it.
  const shared = environment.MONGODB_URI !== undefined;
  const required = shared || environment.NODE_ENV === 'production';
  const { FED_DIR_SIGNING_SECRET: secret, FED_DIR_SIGNING_SECRET_PREVIOUS: previous } = environment;
  const problems: string[] = [];
  if (required && secret === undefined) {
    problems.push(
      `FED_DIR_SIGNING_SECRET (or FED_DIR_SIGNING_SECRET_FILE) is required with ${shared ? 'MONGODB_URI' : 'NODE_ENV=production'}; ` +
        'make one with: openssl rand -base64 48',
    );
  }
  if (required) {
    problems.push(...weakness('FED_DIR_SIGNING_SECRET', secret));
    problems.push(...weakness('FED_DIR_SIGNING_SECRET_PREVIOUS', previous));
  }
  if (previous !== undefined && secret === undefined) {
    problems.push('FED_DIR_SIGNING_SECRET_PREVIOUS is set without FED_DIR_SIGNING_SECRET');
  }
  return problems;
}
