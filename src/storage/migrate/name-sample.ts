import { DEFAULT_SCOPE } from '../../manifest/scope.js';
import type { ServerName } from './archived-server.js';

const MOST_NAMES = 10;

/** How many servers something is true of, and the names of the first of them. */
export class NameSample {
  count = 0;
  private readonly names: string[] = [];

  add({ tenant, id }: ServerName): void {
    this.count += 1;
    if (this.names.length === MOST_NAMES) return;
    this.names.push(tenant === DEFAULT_SCOPE.tenant ? id : `${tenant}:${id}`);
  }

  /** `2 servers (a, b)` */
  words(): string {
    const more = this.count > this.names.length ? ', …' : '';
    return `${this.count} server${this.count === 1 ? '' : 's'} (${this.names.join(', ')}${more})`;
  }
}
