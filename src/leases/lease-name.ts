import type { LeaseKey } from './lease-table.js';

/** The key as one string; no tenant has a colon in it. */
export function leaseName({ tenant, id }: LeaseKey): string {
  return `${tenant}:${id}`;
}
