import { Injectable } from '@nestjs/common';
import { AppConfig } from '../../config/app-config.js';
import { HOST } from '../../config/host-list.js';
import { KnownTexts } from './known-texts.js';

/** A name or address, with or without a port. URL parsers would take the rest of a whole URL for a part of the host. */
const AUTHORITY = new RegExp(String.raw`^${HOST}(:\d{0,5})?$`);
const LONGEST = 300;

/** What a `Host` is: one of the directory's names, a name of something else, or no host at all. */
export type HostVerdict = 'own' | 'foreign' | 'malformed';

/** The names under which the directory is reached, whatever the port. */
@Injectable()
export class OwnNames {
  private readonly names: ReadonlySet<string>;
  private readonly known = new KnownTexts();

  constructor({ allowedHosts }: AppConfig) {
    this.names = new Set(allowedHosts);
  }

  verdict(host: string): HostVerdict {
    if (this.known.has(host)) return 'own';
    const name = hostName(host);
    if (name === undefined) return 'malformed';
    if (!this.names.has('*') && !this.names.has(name)) return 'foreign';
    this.known.add(host);
    return 'own';
  }
}

/** The name in a `Host`, as a URL parser writes it; `undefined` when it is malformed. */
export function hostName(host: string): string | undefined {
  if (host.length > LONGEST || !AUTHORITY.test(host)) return undefined;
  return URL.parse(`http://${host}`)?.hostname;
}
