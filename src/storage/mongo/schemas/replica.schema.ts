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
}

export const ReplicaSchema = SchemaFactory.createForClass(ReplicaDocument);
