import { Injectable } from '@nestjs/common';
import { DomainError } from '../common/domain-error.js';
import { etagOf, stampedEtag } from '../common/http/etag.js';
import type { SendableDocument } from '../common/http/send-document.js';
import type { Scope } from '../manifest/scope.js';
import type { FlattenedJws } from '../signing/flattened-jws.js';
import { StatementSigner } from '../signing/statement-signer.service.js';
import type { CatalogEntry } from './catalog-entry.js';
import { Catalog } from './catalog.service.js';
import { FrozenListings } from './frozen-listings.js';
import { leafOf } from './listing-digest.js';
import type { Leaf } from './merkle/leaf.js';
import type { TenantCatalog } from './tenant-catalog.js';

/** A listing that does not change any more, under the statement that signs it. */
export interface FrozenListing {
  readonly jws: FlattenedJws;
  readonly etag: string;
  readonly entries: readonly CatalogEntry[];
}

/** What a snapshot says, beside issuer and times. */
interface Summary {
  readonly count: number;
  /** The listing's, 16 hex digits. */
  readonly revision: string;
  /** The tree's, hex. */
  readonly root: string;
}

interface Signed extends Summary {
  readonly stamp: string;
  readonly jws: Promise<FlattenedJws>;
}

/** The signed snapshot of the default listing and the proofs under it. Signed once a change and window at most. */
@Injectable()
export class SnapshotDocuments {
  private readonly signed = new Map<TenantCatalog, Signed>();
  private readonly listings = new FrozenListings();

  constructor(
    private readonly catalog: Catalog,
    private readonly signer: StatementSigner,
  ) {}

  /** @throws SIGNING_UNAVAILABLE */
  async snapshot(scope: Scope): Promise<SendableDocument> {
    const { jws, etag } = this.sign(this.catalog.of(scope));
    return {
      body: Buffer.from(JSON.stringify(await jws)),
      etag,
      contentType: 'application/jose+json',
    };
  }

  /**
   * The entity tag of the listing as it is now.
   * @throws SIGNING_UNAVAILABLE
   */
  async etag(scope: Scope): Promise<string> {
    const { jws, etag } = this.sign(this.catalog.of(scope));
    await jws;
    return etag;
  }

  /**
   * The listing as it is now; what changes while it is signed and read is not in it.
   * @throws SIGNING_UNAVAILABLE
   */
  async frozen(scope: Scope): Promise<FrozenListing> {
    const catalog = this.catalog.of(scope);
    const { jws, etag, root } = this.sign(catalog);
    const entries = this.listings.of(catalog, root);
    return { jws: await jws, etag, entries };
  }

  /**
   * Proves that a server is in the default listing, or that it is not.
   * @throws SIGNING_UNAVAILABLE
   */
  async proof(scope: Scope, id: string): Promise<SendableDocument> {
    const catalog = this.catalog.of(scope);
    const { jws, etag } = this.sign(catalog);
    const proof = proofOf(catalog, id);
    const body = JSON.stringify({ snapshot: await jws, ...proof });
    return { body: Buffer.from(body), etag };
  }

  /** A listing from which servers are missing is not signed as the whole one. */
  private sign(catalog: TenantCatalog): Pick<Signed, 'jws' | 'root'> & { etag: string } {
    if (catalog.absent.view('no room', 0).count > 0) {
      const reason = 'This directory has no memory left to serve all servers: it signs no listing.';
      throw new DomainError('SERVER_LEFT_OUT', reason);
    }
    const summary = summaryOf(catalog);
    const stamp = this.signer.current()?.stamp ?? '';
    let signed = this.signed.get(catalog);
    if (signed?.root !== summary.root || signed.stamp !== stamp) {
      const jws = this.signer.sign('mcp-snapshot+jws', { ...summary });
      signed = { ...summary, stamp, jws };
      this.signed.set(catalog, signed);
      const failed = signed;
      jws.catch(() => {
        // What failed is tried again.
        if (this.signed.get(catalog) === failed) this.signed.delete(catalog);
      });
    }
    const { jws, root } = signed;
    return { jws, root, etag: stampedEtag(etagOf(root), stamp) };
  }
}

function summaryOf(catalog: TenantCatalog): Summary {
  const { fingerprint, tree } = catalog.listing;
  return {
    count: catalog.visibleCount,
    revision: fingerprint.toString(),
    root: tree.root(),
  };
}

function proofOf(catalog: TenantCatalog, id: string): object {
  const { bucket: index, ids, bucketPath, path } = catalog.listing.tree.place(id);
  const upwards = path.map((hash) => hash.toString('hex'));
  const position = ids.indexOf(id);
  const entry = position === -1 ? undefined : catalog.entry(id);
  if (entry === undefined) {
    const leaves = ids.flatMap((other): Leaf[] => {
      const held = catalog.entry(other);
      return held === undefined ? [] : [leafOf(held)];
    });
    return { id, listed: false, bucket: { index, leaves }, path: upwards };
  }
  return {
    id,
    listed: true,
    leaf: leafOf(entry),
    bucket: { index, size: ids.length, position },
    bucket_path: bucketPath.map((hash) => hash.toString('hex')),
    path: upwards,
  };
}
