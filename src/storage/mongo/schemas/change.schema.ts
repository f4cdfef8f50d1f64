import { Prop, Schema, SchemaFactory } from '@nestjs/mongoose';
import type { ChangeKind } from '../../../manifest/server-record.js';
import type { Status, StatusReason } from '../../../manifest/status.js';
import { SCHEMA_OPTIONS } from './schema-options.js';

/** The history entry of a record's current revision: it lives in the record, so both are one atomic write. */
@Schema({ ...SCHEMA_OPTIONS, _id: false })
export class ChangeDocument {
  /** UUID. */
  @Prop({ type: String, required: true })
  id!: string;

  @Prop({ type: Number, required: true })
  revision!: number;

  @Prop({ type: String, required: true })
  actor!: string;

  @Prop({ type: Date, required: true })
  at!: Date;

  @Prop({ type: String, required: true })
  what!: ChangeKind;

  @Prop({ type: String, required: true })
  why!: StatusReason;

  /** `null` when the change removed the server. */
  @Prop({ type: String, default: null })
  status!: Status | null;

  @Prop({ type: String, required: true })
  digest!: string;

  /** What the operator said to it; earlier versions stored none. */
  @Prop({ type: String, default: null })
  note?: string | null;
}

export const ChangeSchema = SchemaFactory.createForClass(ChangeDocument);
