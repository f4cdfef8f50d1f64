import type { Scope } from './scope.js';

/** A server's name in a store or table that holds all tenants: `<tenant>:<id>`; no tenant has a colon in it. */
export function recordKey({ tenant, id }: Scope & { readonly id: string }): string {
  return `${tenant}:${id}`;
}

/** What {@link recordKey} has made a name of. */
export function nameOfKey(key: string): Scope & { readonly id: string } {
  const colon = key.indexOf(':');
  return { tenant: key.slice(0, colon), id: key.slice(colon + 1) };
}
