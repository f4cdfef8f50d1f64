import { Injectable } from '@nestjs/common';
import { etagOf, stampedEtag } from '../common/http/etag.js';
import type { SendableDocument } from '../common/http/send-document.js';
import { StatementSigner } from '../signing/statement-signer.service.js';
import type { CatalogEntry } from './catalog-entry.js';
import { factsOf } from './statement-subject.js';

interface Signed {
  readonly stamp: string;
  readonly document: Promise<SendableDocument>;
}

/** Statements that carry their manifests. Each is signed once a window, however many ask for it. */
@Injectable()
export class EntryStatements {
  private readonly signed = new WeakMap<CatalogEntry, Signed>();

  constructor(private readonly signer: StatementSigner) {}

  /** @throws SIGNING_UNAVAILABLE */
  document(entry: CatalogEntry): Promise<SendableDocument> {
    const stamp = this.signer.current()?.stamp ?? '';
    const known = this.signed.get(entry);
    if (known?.stamp === stamp) return known.document;
    const document = this.sign(entry, stamp);
    this.signed.set(entry, { stamp, document });
    // What failed is tried again.
    document.catch(() => this.signed.delete(entry));
    return document;
  }

  private async sign(entry: CatalogEntry, stamp: string): Promise<SendableDocument> {
    const { id, revision, manifest } = entry.record;
    const jws = await this.signer.signManifest(factsOf(entry), manifest);
    return {
      body: Buffer.from(JSON.stringify(jws)),
      etag: stampedEtag(etagOf(`jws\n${id}\n${revision}`), stamp),
      contentType: 'application/jose+json',
    };
  }
}
