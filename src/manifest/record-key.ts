import type { Scope } from './scope.js';

/** A server's name in a store or table that holds all tenants: `<tenant>:<id>`; no tenant has a colon in it. */
export function recordKey({ tenant, id }: Scope & { readonly id: string }): string {
  return `${tenant}:${id}`;
}
