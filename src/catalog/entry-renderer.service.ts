import { Injectable } from '@nestjs/common';
import type { ProbeFinding } from '../manifest/probe-finding.js';
import type { RecordDraft, ServerRecord } from '../manifest/server-record.js';
import type { Status } from '../manifest/status.js';
import { ManifestSigner } from '../signing/manifest-signer.service.js';
import type { StatementSubject } from './statement-subject.js';
import { Statements } from './statements.service.js';

/** A server and what its status is shown from: its record, unless that could not be stored. */
interface ShownServer {
  readonly record: ServerRecord;
  readonly shown: RecordDraft;
  readonly status: Status;
}

/** Renders the part of an entry that the directory adds to the manifest. */
@Injectable()
export class EntryRenderer {
  constructor(
    private readonly signer: ManifestSigner,
    private readonly statements: Statements,
  ) {}

  /** A short name of the signing key, which every rendered entry depends on. */
  get keyId(): string {
    return this.signer.keyId;
  }

  /**
   * The entry's JSON from behind the manifest's last member to within the `directory` object, and where there is a
   * probe, to within its object. It follows the canonical manifest, which is so served byte for byte.
   */
  tail({ record, shown, status }: ShownServer): string {
    const signature = this.signer.sign({
      id: record.id,
      version: record.version,
      cache_ttl_seconds: record.cacheTtlSeconds,
    });
    const directory = {
      revision: record.revision,
      digest: record.digest,
      status_since: new Date(shown.statusSince).toISOString(),
      status_reason: shown.statusReason,
      ...(shown !== record && { status_stored: false }),
      ...(record.statusNote !== null && { status_note: record.statusNote }),
      registered_at: new Date(record.registeredAt).toISOString(),
      updated_at: new Date(record.updatedAt).toISOString(),
      ...verificationOf(record),
    };
    const probe = record.probe === null ? '' : `,"probe":${open(probeMember(record.probe))}`;
    return `,"status":"${status}","signature":"${signature}","directory":${open(directory)}${probe}`;
  }

  /** The member of the `directory` object that proves the entry, with a comma before it. */
  proof(entry: StatementSubject): string {
    return this.statements.member(entry);
  }
}

/** How the member has proved who it is. */
function verificationOf({ memberKey, verifiedDomain }: ServerRecord): object {
  if (memberKey === null) return { verification: 'none' };
  return verifiedDomain === null
    ? { verification: 'key' }
    : { verification: 'domain', verified_domain: verifiedDomain };
}

function probeMember({ state, detail, since }: ProbeFinding): object {
  return { state, reason: detail, since: new Date(since).toISOString() };
}

/** An object's JSON that more members may be added to. */
function open(value: object): string {
  return JSON.stringify(value).slice(0, -1);
}
