import { Injectable } from '@nestjs/common';
import { AppConfig } from '../../config/app-config.js';
import { KnownTexts } from './known-texts.js';

/** An origin as browsers send it; `null` and whole URLs are not origins. */
const ORIGIN = /^https?:\/\/[^/?#\\@\s]{1,300}$/;
const DEFAULT_PORTS: Readonly<Record<string, string>> = { 'http:': ':80', 'https:': ':443' };

/** Which pages may read what the directory answers, and which pages are its own. */
@Injectable()
export class PageOrigins {
  /** Whether any page may read: the directory is meant to be public. */
  readonly any: boolean;
  private readonly sites: ReadonlySet<string>;
  private readonly publicUrl: string | undefined;
  private readonly known = new KnownTexts();

  constructor({ allowedOrigins, publicUrl }: AppConfig) {
    this.sites = new Set(allowedOrigins);
    this.any = this.sites.has('*');
    this.publicUrl = publicUrl;
  }

  /** Whether pages of an origin may read. */
  allows(origin: string): boolean {
    if (this.any || this.known.has(origin)) return true;
    if (!ORIGIN.test(origin)) return false;
    const url = URL.parse(origin);
    if (url === null || !(this.sites.has(url.hostname) || this.sites.has(url.origin))) return false;
    this.known.add(origin);
    return true;
  }

  /**
   * Whether an origin is that of the directory itself, under the name in this `Host`. The scheme may end at a proxy, so
   * it is not compared, as in Go's `http.CrossOriginProtection`.
   */
  isOwn(origin: string, host: string | undefined): boolean {
    if (origin === this.publicUrl) return true;
    if (host === undefined || !ORIGIN.test(origin)) return false;
    const url = URL.parse(origin);
    const authority = host.toLowerCase();
    if (url === null) return false;
    return (
      url.host === authority ||
      (url.port === '' && `${url.hostname}${DEFAULT_PORTS[url.protocol] ?? ''}` === authority)
    );
  }
}
