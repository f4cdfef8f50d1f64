import type { ServerRecord } from '../manifest/server-record.js';
import type { Status } from '../manifest/status.js';
import type { StatementFacts } from '../signing/statement-payload.js';
import type { HeldStatements } from './held-statements.js';

/** What a statement is about. */
export interface StatementSubject {
  readonly record: ServerRecord;
  readonly status: Status;
  readonly statements: HeldStatements;
}

/** What the statement says. */
export function factsOf({ record, status }: StatementSubject): StatementFacts {
  const { id, version, revision, digest } = record;
  return { id, version, revision, status, digest };
}
