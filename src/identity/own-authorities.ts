import type { AppConfig } from '../config/app-config.js';
import { SignatureFault } from './signature-fault.js';

/** Settings that name the directory: `ALLOWED_HOSTS` without ports, and `PUBLIC_URL`. */
export type OwnNames = Pick<AppConfig, 'allowedHosts'> & {
  /** Scheme, host and port; `undefined` = not set. */
  readonly publicUrl?: string | undefined;
};

const ANY = '*';
const PORT = /:\d+$/;

/** A host and port in lower case and without the default port: RFC 9421, section 2.2.3. TLS may end at a proxy. */
export function normalAuthority(host: string): string {
  return host.toLowerCase().replace(/:(80|443)?$/, '');
}

/** Whether no host is known to be the directory's own, so that no signature is taken. */
export function hasNoOwnName({ allowedHosts, publicUrl }: OwnNames): boolean {
  return allowedHosts.includes(ANY) && publicUrl === undefined;
}

/**
 * Refuses what was signed for another directory. A host is the directory's own when it is that of `PUBLIC_URL` or, with
 * any port, one of `ALLOWED_HOSTS`; `*` names nobody.
 * @param host - as the request names it
 * @throws SignatureFault
 */
export function assertOwnAuthority(names: OwnNames, host: string): void {
  const { allowedHosts, publicUrl } = names;
  const authority = normalAuthority(host);
  if (allowedHosts.includes(authority.replace(PORT, '')) && authority !== ANY) return;
  if (publicUrl !== undefined && authority === normalAuthority(new URL(publicUrl).host)) return;
  throw new SignatureFault(
    hasNoOwnName(names)
      ? 'with ALLOWED_HOSTS=* the directory takes signatures only when PUBLIC_URL says which name is its own'
      : `it was made for ${JSON.stringify(authority)} (@authority), which is not a name of this directory: PUBLIC_URL and ALLOWED_HOSTS say which are`,
  );
}
