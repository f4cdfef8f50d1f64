import type { RecordDraft, ServerRecord } from '../manifest/server-record.js';
import { effectiveStatus, HIDDEN_STATUSES, type Status } from '../manifest/status.js';
import type { EntryRenderer } from './entry-renderer.service.js';
import { HeldStatements } from './held-statements.js';
import type { KnownWords } from './search/known-words.js';

/** A server that is not removed, as the catalog keeps it. */
export class CatalogEntry {
  readonly status: Status;
  readonly statements = new HeldStatements();
  /** The words that text search knows it by; `undefined` = it is not in the text search. */
  known: KnownWords | undefined;
  private tail: string | undefined;
  private bytes: number | undefined;

  /**
   * @param indexed - whether the text search knows it; without room it is still listed, filtered and read
   * @param unstored - what has been decided of its status since the record, and could not be stored
   */
  constructor(
    readonly record: ServerRecord,
    private readonly renderer: EntryRenderer,
    readonly indexed = true,
    readonly unstored?: RecordDraft,
  ) {
    this.status = effectiveStatus(this.shown);
  }

  /** What its status is shown from. */
  get shown(): RecordDraft {
    return this.unstored ?? this.record;
  }

  /** Another one whenever something else is shown of the server. */
  get edition(): string {
    const { record, unstored } = this;
    return unstored === undefined
      ? `${record.revision}`
      : `${record.revision}~${unstored.livenessSince}`;
  }

  /** In the default listing. */
  get visible(): boolean {
    return !HIDDEN_STATUSES.has(this.status);
  }

  /** How many different words the text search knows it by. */
  get words(): number {
    return this.known?.count ?? 0;
  }

  /** Bytes of the manifest in UTF-8. */
  get manifestBytes(): number {
    return (this.bytes ??= Buffer.byteLength(this.record.manifest));
  }

  /**
   * The entry's JSON; `directoryMember` is one more member of its `directory` object, `probeMember` of the probe's in
   * it, if there is one. What follows the manifest is rendered once a change, when it is first read.
   */
  json(directoryMember = '', probeMember = ''): string {
    this.tail ??= this.renderer.tail(this);
    const probe = this.record.probe === null ? '' : `${probeMember}}`;
    const proof = this.renderer.proof(this);
    return this.record.manifest.slice(0, -1) + this.tail + probe + proof + directoryMember + '}}';
  }
}
