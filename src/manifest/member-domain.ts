import type { Manifest } from './manifest.js';

/** A name with at least two labels, the last of which is not a number. */
const DOMAIN =
  /^(?=.{1,253}$)(?:[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?\.)+[a-z](?:[a-z0-9-]{0,61}[a-z0-9])?$/;

/**
 * The domain that can vouch for a member: that of its name in the official registry (`com.example/name` is
 * `example.com`'s), else the host of its MCP endpoint. `null` when that is not a public name.
 */
export function memberDomain({
  registry_name: name,
  endpoints,
}: Pick<Manifest, 'registry_name' | 'endpoints'>): string | null {
  const [namespace] = name?.split('/') ?? [];
  const domain =
    namespace === undefined
      ? (URL.parse(endpoints.mcp)?.hostname ?? '')
      : namespace.toLowerCase().split('.').reverse().join('.');
  return DOMAIN.test(domain) ? domain : null;
}
