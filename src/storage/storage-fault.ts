import { DomainError } from '../common/domain-error.js';

/** What kind of fault a storage has: the same words for all adapters, without addresses, paths or drivers' texts. */
export const STORAGE_FAULTS = [
  'the disk is full',
  'what is stored is damaged',
  'the storage cannot be reached',
  'the storage does not answer in time',
  'the storage refuses writes',
  'the storage failed',
] as const;
export type StorageFault = (typeof STORAGE_FAULTS)[number];

/** By what is in the texts of SQLite, of Node, of MongoDB's driver and its servers; the first that fits counts. */
const KINDS: readonly (readonly [RegExp, StorageFault])[] = [
  [/disk (is )?full|ENOSPC|no space left|OutOfDiskSpace|EDQUOT/i, 'the disk is full'],
  [/malformed|corrupt|is damaged|not a database/i, 'what is stored is damaged'],
  [
    /ECONN|EHOST|ENET|EPIPE|ENOTFOUND|EAI_|server selection|pool\b.*(cleared|closed)|connection\b.*(closed|lost|refused|reset)|topology|socket|not connected|not been reached|closed/i,
    'the storage cannot be reached',
  ],
  [
    /timed? ?out|no answer|longer than|time limit|MaxTimeMS|majority|replication/i,
    'the storage does not answer in time',
  ],
  [
    /read.?only|primary|not authorized|I\/O error|permission|EACCES|EPERM|EROFS|did not take/i,
    'the storage refuses writes',
  ],
];

/** Which kind of fault an error, or what it said, is. What it said is for the log only. */
export function storageFaultOf(error: unknown): StorageFault {
  const text = faultText(error);
  return KINDS.find(([pattern]) => pattern.test(text))?.[1] ?? 'the storage failed';
}

/** What an error said, for the log: what the storage itself said, where the program has put it into its own words. */
export function faultText(error: unknown): string {
  if (!(error instanceof Error)) return String(error);
  if (error instanceof DomainError && error.cause !== undefined) return faultText(error.cause);
  const { code, message, name } = error as NodeJS.ErrnoException;
  // Several addresses that all failed make an error without a message.
  return message === '' ? (code ?? name) : message;
}
