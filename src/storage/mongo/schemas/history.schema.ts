import { Prop, Schema, SchemaFactory } from '@nestjs/mongoose';
import { ChangeDocument, ChangeSchema } from './change.schema.js';
import { SCHEMA_OPTIONS } from './schema-options.js';

/** A past revision of a server. */
@Schema({ ...SCHEMA_OPTIONS, collection: 'federation_history' })
export class HistoryDocument {
  /** Id of the change, so that copying it twice is copying it once. */
  @Prop({ type: String, required: true })
  _id!: string;

  /** `_id` of the server. */
  @Prop({ type: String, required: true })
  server!: string;

  @Prop({ type: ChangeSchema, required: true })
  change!: ChangeDocument;
}

export const HistorySchema = SchemaFactory.createForClass(HistoryDocument);
HistorySchema.index({ server: 1, 'change.revision': -1 });
// Old entries are purged.
HistorySchema.index({ 'change.at': 1 });
