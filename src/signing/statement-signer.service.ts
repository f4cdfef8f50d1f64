import { Inject, Injectable } from '@nestjs/common';
import { Clock } from '../common/clock.js';
import { DomainError } from '../common/domain-error.js';
import { AppConfig } from '../config/app-config.js';
import { canonicalJson } from '../manifest/canonical-json.js';
import type { JsonObject } from '../manifest/manifest.js';
import { ManifestStore } from '../storage/manifest-store.js';
import { base64url, type FlattenedJws, type StatementType } from './flattened-jws.js';
import { SigningKeys } from './keys/signing-keys.service.js';
import type { Signer } from './keys/signer.js';
import type { SigningSlot } from './signing-slot.js';
import { nextWindowStart, WINDOW_MS, windowAt } from './signing-window.js';
import { statementPayload, type StatementFacts } from './statement-payload.js';

const REMEMBERED_SLOTS = 4;

/** So far ahead of this clock a statement may begin: it may have been stepped back, and readers forgive as much. */
const SKEW_MS = 60_000;

/** What signs in one window, as long as the keys stay what they are. */
interface Turn {
  /** Epoch ms. */
  readonly from: number;
  readonly until: number;
  readonly version: string | number;
  readonly slot: SigningSlot | undefined;
  readonly state: string;
}

/** Signs statements in the common windows, with the key whose turn it is. */
@Injectable()
export class StatementSigner {
  private readonly slots: SigningSlot[] = [];
  private readonly headers = new Map<string, string>();
  private last: Turn | undefined;

  constructor(
    private readonly keys: SigningKeys,
    @Inject(ManifestStore) private readonly store: Pick<ManifestStore, 'health'>,
    private readonly clock: Clock,
    private readonly config: AppConfig,
  ) {}

  /** Whether entries carry statements at all. */
  get isOn(): boolean {
    return this.config.signingBackend !== 'off';
  }

  /** Another one when what may be served has changed: with the window, the keys and what of them is open. */
  get state(): string {
    return this.turn().state;
  }

  /** What signs now; `undefined` = nothing can be signed. */
  current(): SigningSlot | undefined {
    return this.turn().slot;
  }

  /** @throws SIGNING_UNAVAILABLE */
  currentOrThrow(): SigningSlot {
    const slot = this.current();
    if (slot !== undefined) return slot;
    throw new DomainError(
      'SIGNING_UNAVAILABLE',
      this.isOn
        ? 'Nothing can be signed at the moment: there is no key, or this replica has not heard from the storage for too long. Try again.'
        : 'This directory signs no statements.',
      this.isOn ? { retryAfterSeconds: 5 } : {},
    );
  }

  /** What signs in the window after this one. */
  next(): SigningSlot | undefined {
    return this.slotAt(nextWindowStart(this.clock.now() + 1));
  }

  /** Whether what was signed in this slot may still be served. */
  isServable({ iat, exp, signer }: SigningSlot): boolean {
    const now = this.clock.now();
    const isInTime = iat * 1_000 <= now + SKEW_MS && now < exp * 1_000;
    return isInTime && this.keys.isTrusted(signer.kid);
  }

  /**
   * Signs an object as a statement of its own: with issuer and times.
   * @throws SIGNING_UNAVAILABLE
   */
  async sign(type: StatementType, content: JsonObject): Promise<FlattenedJws> {
    const { iat, exp, signer } = this.currentOrThrow();
    const payload = canonicalJson({ ...content, iss: this.config.directoryIssuer, iat, exp });
    const unsigned = { payload: base64url(payload), protected: this.header(type, signer) };
    return { ...unsigned, signature: encoded(await signer.sign(signingInput(unsigned))) };
  }

  /** A server's statement, without its signature; with a manifest (canonical JSON), it carries that too. */
  unsigned(
    slot: SigningSlot,
    facts: StatementFacts,
    manifest?: string,
  ): Omit<FlattenedJws, 'signature'> {
    const payload = statementPayload(this.config.directoryIssuer, slot, facts, manifest);
    return {
      payload: base64url(payload),
      protected: this.header('mcp-manifest+jws', slot.signer),
    };
  }

  /** The signature of a server's statement, where the key is at hand. */
  signNow(slot: SigningSlot, facts: StatementFacts): string | undefined {
    const signature = slot.signer.signNow(signingInput(this.unsigned(slot, facts)));
    return signature && encoded(signature);
  }

  /**
   * The signature of a server's statement, wherever the key is.
   * @throws SIGNING_UNAVAILABLE
   */
  async signLater(slot: SigningSlot, facts: StatementFacts, manifest?: string): Promise<string> {
    return encoded(await slot.signer.sign(signingInput(this.unsigned(slot, facts, manifest))));
  }

  /** Every read asks several times, and the answer is mostly the same for ten minutes. */
  private turn(): Turn {
    const now = this.clock.now();
    const { version } = this.keys;
    const { last } = this;
    const isSame =
      last?.slot !== undefined && last.version === version && now >= last.from && now < last.until;
    if (isSame) return last;
    // What this replica knows may have changed long ago: it says nothing new about it.
    const isInformed = this.store.health().feed_lag_ms < WINDOW_MS;
    const slot = isInformed ? this.slotAt(now) : undefined;
    const from = windowAt(now).iat * 1_000;
    const state = `${from}.${version}.${slot?.stamp ?? ''}`;
    this.last = { from, until: from + WINDOW_MS, version, slot, state };
    return this.last;
  }

  private slotAt(at: number): SigningSlot | undefined {
    const signer = this.isOn ? this.keys.signerAt(at) : undefined;
    if (signer === undefined) return undefined;
    const window = windowAt(at);
    const known = this.slots.find((slot) => slot.iat === window.iat && slot.signer === signer);
    if (known !== undefined) return known;
    const stamp = `${window.iat.toString(36)}${signer.kid.slice(0, 6)}`;
    const slot = { ...window, signer, stamp };
    this.slots.push(slot);
    if (this.slots.length > REMEMBERED_SLOTS) this.slots.shift();
    return slot;
  }

  private header(typ: StatementType, { alg, kid }: Signer): string {
    const key = `${typ} ${kid}`;
    let header = this.headers.get(key);
    if (header === undefined) {
      header = base64url(canonicalJson({ alg, kid, typ }));
      this.headers.set(key, header);
    }
    return header;
  }
}

/** RFC 7515, section 5.1. */
function signingInput(jws: Omit<FlattenedJws, 'signature'>): Uint8Array {
  return Buffer.from(`${jws.protected}.${jws.payload}`, 'latin1');
}

function encoded(signature: Uint8Array): string {
  return Buffer.from(signature.buffer, signature.byteOffset, signature.byteLength).toString(
    'base64url',
  );
}
