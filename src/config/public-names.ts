import type { Environment } from './environment.dto.js';
import { HOST, readHosts } from './host-list.js';

const BASE_URL = new RegExp(String.raw`^https?://${HOST}(:\d{1,5})?/?$`, 'i');

/** Under which names the directory is reached. */
export interface PublicNames {
  readonly allowedHosts: readonly string[];
  readonly publicUrl: string | undefined;
}

/** The own names, that of the public URL included. */
export function publicNames({ ALLOWED_HOSTS, PUBLIC_URL }: Environment): PublicNames {
  const names = readHosts(ALLOWED_HOSTS);
  const url = PUBLIC_URL === undefined ? null : URL.parse(PUBLIC_URL);
  if (url === null) return { allowedHosts: names, publicUrl: undefined };
  return { allowedHosts: [...new Set([...names, url.hostname])], publicUrl: url.origin };
}

/** What is wrong with the public URL. */
export function publicUrlProblems({ PUBLIC_URL }: Environment): string[] {
  if (PUBLIC_URL === undefined) return [];
  if (BASE_URL.test(PUBLIC_URL) && URL.canParse(PUBLIC_URL)) return [];
  const rule = 'must be like https://directory.example.com: scheme, host and port only';
  return [`PUBLIC_URL ${rule} (it is "${PUBLIC_URL}")`];
}
