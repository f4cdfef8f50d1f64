import type { LookupAddress, LookupOptions } from 'node:dns';
import { isIP, type LookupFunction } from 'node:net';
import { buildConnector } from 'undici';
import type { AddressGuard } from '../guard/address-guard.js';
import { RefusedTarget } from '../guard/refused-target.js';
import { portOf } from '../guard/target-url.js';
import type { HostLookup } from './host-lookup.js';

/** Milliseconds in which a connection must stand, the look-up of the name included. */
const CONNECT_MS = 2_000;

/** The answer names neither the address nor its kind: what an inner network has is not for everybody. */
const REFUSED_NAME =
  'the name leads to an address or a port that may not be probed: not public and not in PROBE_ALLOW_CIDRS, or never probed';

/** The connection that a request belongs to has ended, and the request must not be sent on another one. */
export class LineEnded extends Error {
  override readonly name = 'LineEnded';
}

/**
 * How the connections of one conversation are made: the name is looked up once, and from the first connection on all go
 * to the same address. So a name that leads elsewhere a moment later leads nothing of the conversation there.
 */
export class PinnedLine {
  /** Whether the next request may have a new connection; else it fails with {@link LineEnded} when there is none. */
  mayConnect = true;
  private pinned: Promise<readonly LookupAddress[]> | undefined;
  private readonly dial: buildConnector.connector;

  constructor(
    private readonly target: URL,
    private readonly guard: AddressGuard,
    private readonly lookUp: HostLookup,
  ) {
    const lookup = this.checkedLookup();
    this.dial = buildConnector({
      timeout: CONNECT_MS,
      allowH2: false,
      autoSelectFamily: true,
      lookup,
    });
  }

  /** As undici calls it for each connection that it needs. */
  readonly connect: buildConnector.connector = (options, callback) => {
    if (!this.mayConnect) {
      callback(new LineEnded('the connection has ended'), null);
      return;
    }
    this.dial(options, (...[error, socket]) => {
      if (error !== null) {
        callback(error, null);
        return;
      }
      const { remoteAddress: address } = socket;
      // A connection that has ended by now has none: then all that was checked stays.
      if (address !== undefined)
        this.pinned = Promise.resolve([{ address, family: isIP(address) }]);
      callback(null, socket);
    });
  };

  private checkedLookup(): LookupFunction {
    return (hostname, options, callback) => {
      this.pinned ??= this.lookUp(hostname);
      this.pinned
        .then((addresses) => {
          this.check(addresses);
          answer(addresses, options, callback);
        })
        .catch((error: unknown) => {
          callback(error as Error, []);
        });
    };
  }

  /** One bad address refuses them all: which of them is dialled is for others to choose. */
  private check(addresses: readonly LookupAddress[]): void {
    for (const { address } of addresses) {
      const fault = this.guard.fault(address, portOf(this.target));
      if (fault !== undefined) {
        throw new RefusedTarget(REFUSED_NAME, fault);
      }
    }
  }
}

function answer(
  addresses: readonly LookupAddress[],
  { all }: LookupOptions,
  callback: Parameters<LookupFunction>[2],
): void {
  const [first] = addresses;
  if (all === true) callback(null, [...addresses]);
  else callback(null, first?.address ?? '', first?.family);
}
