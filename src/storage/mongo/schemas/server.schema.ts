import { Prop, Schema, SchemaFactory } from '@nestjs/mongoose';
import { Schema as MongooseSchema } from 'mongoose';
import type { Liveness, ReportedStatus, Status, StatusReason } from '../../../manifest/status.js';
import { ChangeDocument, ChangeSchema } from './change.schema.js';
import { MemberKeyDocument, MemberKeySchema } from './member-key.schema.js';
import { ProbeDocument, ProbeSchema } from './probe.schema.js';
import { SCHEMA_OPTIONS } from './schema-options.js';

/**
 * A server. The truth of its manifest is `manifest`, canonical JSON as one string that matches `digest`; the
 * manifest's fields beside it are for other services and for people who read the collection.
 */
@Schema({ ...SCHEMA_OPTIONS, collection: 'federation_servers' })
export class ServerDocument {
  /** `<tenant>:<id>`. */
  @Prop({ type: String, required: true })
  _id!: string;

  @Prop({ type: String, required: true })
  tenant!: string;

  @Prop({ type: String, required: true })
  id!: string;

  @Prop({ type: Number, required: true })
  revision!: number;

  /** Marks with this fence or a lower one lose: a heartbeat was heard. */
  @Prop({ type: Number, required: true })
  fence!: number;

  /** By the database's own clock. */
  @Prop({ type: Date, required: true })
  changed_at!: Date;

  @Prop({ type: ChangeSchema, required: true })
  change!: ChangeDocument;

  /** Empty on a tombstone. */
  @Prop({ type: String, default: '' })
  manifest!: string;

  @Prop({ type: String, required: true })
  digest!: string;

  @Prop({ type: String, default: null })
  display_name!: string | null;

  @Prop({ type: String, default: null })
  description!: string | null;

  @Prop({ type: String, default: null })
  registry_name!: string | null;

  @Prop({ type: String, required: true })
  version!: string;

  /** URLs by name. */
  @Prop({ type: MongooseSchema.Types.Mixed, default: {} })
  endpoints!: Record<string, string>;

  @Prop({ type: [String], default: [] })
  tags!: string[];

  @Prop({ type: [String], default: [] })
  capabilities!: string[];

  /** Names of the tools. */
  @Prop({ type: [String], default: [] })
  tools!: string[];

  @Prop({ type: Number, required: true })
  cache_ttl_seconds!: number;

  @Prop({ type: Number, required: true })
  heartbeat_interval_seconds!: number;

  /** The status that applies; on a tombstone the last one. */
  @Prop({ type: String, required: true })
  status!: Status;

  @Prop({ type: Date, required: true })
  status_since!: Date;

  @Prop({ type: String, required: true })
  status_reason!: StatusReason;

  @Prop({ type: String, required: true })
  liveness!: Liveness;

  @Prop({ type: Date, required: true })
  liveness_since!: Date;

  /** Milliseconds of counted time. */
  @Prop({ type: Number, required: true })
  liveness_counted_at!: number;

  @Prop({ type: String, default: null })
  reported!: ReportedStatus | null;

  /** 0 = not to be probed. This field and those up to `registered_from` came later: older documents have none. */
  @Prop({ type: Number, default: 0 })
  probe_interval_seconds?: number;

  @Prop({ type: ProbeSchema, default: null })
  probe?: ProbeDocument | null;

  /** Counted times (ms) of the latest returns from stale or offline. */
  @Prop({ type: [Number], default: [] })
  returns?: number[];

  @Prop({ type: Boolean, default: false })
  flapping?: boolean;

  @Prop({ type: String, default: null })
  status_note?: string | null;

  /** The public key (JWK) that must sign requests about this id. */
  @Prop({ type: MemberKeySchema, default: null })
  member_key?: MemberKeyDocument | null;

  /** The domain that names that key too. */
  @Prop({ type: String, default: null })
  verified_domain?: string | null;

  /** The client that registered the server when it was new. */
  @Prop({ type: String, default: '' })
  registered_from?: string;

  @Prop({ type: Boolean, required: true })
  disabled!: boolean;

  /** A tombstone. */
  @Prop({ type: Boolean, required: true })
  removed!: boolean;

  @Prop({ type: Date, required: true })
  registered_at!: Date;

  @Prop({ type: Date, required: true })
  updated_at!: Date;
}

export const ServerSchema = SchemaFactory.createForClass(ServerDocument);
// The feed's poll is answered from the index alone.
ServerSchema.index({ changed_at: 1, _id: 1, revision: 1, 'change.id': 1 });
ServerSchema.index({ removed: 1, updated_at: 1 });
ServerSchema.index({ tenant: 1, tags: 1 });
