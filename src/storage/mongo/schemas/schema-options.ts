import type { SchemaOptions } from 'mongoose';

/**
 * What all collections have in common: nothing is cast, dropped, added or indexed behind the program's back.
 */
export const SCHEMA_OPTIONS = {
  strict: 'throw',
  strictQuery: 'throw',
  minimize: false,
  versionKey: false,
  timestamps: false,
  autoIndex: false,
  autoCreate: false,
  id: false,
} as const satisfies SchemaOptions;
