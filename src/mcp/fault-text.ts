import type { DomainError } from '../common/domain-error.js';

/** What is wrong with a request, in one line for people and models. */
export function faultText({ detail, errors }: DomainError): string {
  const faults = errors.map(({ path, message }) => `${path} ${message}`);
  return [detail, ...faults].join(' ');
}
