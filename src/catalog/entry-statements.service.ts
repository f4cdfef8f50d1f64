import { Injectable } from '@nestjs/common';
import { etagOf, stampedEtag } from '../common/http/etag.js';
import type { SendableDocument } from '../common/http/send-document.js';
import type { SigningSlot } from '../signing/signing-slot.js';
import { StatementSigner } from '../signing/statement-signer.service.js';
import type { CatalogEntry } from './catalog-entry.js';
import { factsOf } from './statement-subject.js';

interface Signed {
  readonly slot: SigningSlot;
  readonly signature: Promise<string>;
}

/**
 * Statements that carry their manifests. Each is signed once a window, however many ask for it. Signatures alone are
 * kept: with the manifests in them, whoever reads all entries would fill the memory.
 */
@Injectable()
export class EntryStatements {
  private readonly signed = new WeakMap<CatalogEntry, Signed>();

  constructor(private readonly signer: StatementSigner) {}

  /** @throws SIGNING_UNAVAILABLE */
  async document(entry: CatalogEntry): Promise<SendableDocument> {
    const { id, manifest } = entry.record;
    const slot = this.signer.currentOrThrow();
    const signature = await this.signature(entry, slot);
    const jws = { ...this.signer.unsigned(slot, factsOf(entry), manifest), signature };
    return {
      body: Buffer.from(JSON.stringify(jws)),
      etag: stampedEtag(etagOf(`jws\n${id}\n${entry.edition}`), slot.stamp),
      contentType: 'application/jose+json',
    };
  }

  private signature(entry: CatalogEntry, slot: SigningSlot): Promise<string> {
    const known = this.signed.get(entry);
    if (known?.slot === slot) return known.signature;
    const signature = this.signer.signLater(slot, factsOf(entry), entry.record.manifest);
    const signed = { slot, signature };
    this.signed.set(entry, signed);
    signature.catch(() => {
      // What failed is tried again.
      if (this.signed.get(entry) === signed) this.signed.delete(entry);
    });
    return signature;
  }
}
