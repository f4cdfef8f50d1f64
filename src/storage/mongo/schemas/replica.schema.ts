import { Prop, Schema, SchemaFactory } from '@nestjs/mongoose';
import { SCHEMA_OPTIONS } from './schema-options.js';

/** A replica's sign of life. */
@Schema({ ...SCHEMA_OPTIONS, collection: 'federation_replicas' })
export class ReplicaDocument {
  /** UUID of this run of the program. */
  @Prop({ type: String, required: true })
  _id!: string;

  @Prop({ type: Number, required: true })
  count!: number;

  @Prop({ type: Boolean, required: true })
  admitted!: boolean;

  @Prop({ type: Boolean, required: true })
  shares_leases!: boolean;

  @Prop({ type: Boolean, required: true })
  reaches_leases!: boolean;

  /** This field and the next came later: signs of older replicas have none. */
  @Prop({ type: Boolean })
  keeps_heartbeats?: boolean;

  @Prop({ type: String, default: null })
  lease_table?: string | null;
}

export const ReplicaSchema = SchemaFactory.createForClass(ReplicaDocument);
