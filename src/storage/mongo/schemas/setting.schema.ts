import { Prop, Schema, SchemaFactory } from '@nestjs/mongoose';
import { SCHEMA_OPTIONS } from './schema-options.js';

/** A number that only rises, or a value with a revision. */
@Schema({ ...SCHEMA_OPTIONS, collection: 'federation_settings' })
export class SettingDocument {
  /** Name of the setting. */
  @Prop({ type: String, required: true })
  _id!: string;

  @Prop({ type: Number })
  value?: number;

  @Prop({ type: Number })
  revision?: number;

  /** The value in JSON, which BSON can't change. */
  @Prop({ type: String })
  json?: string;
}

export const SettingSchema = SchemaFactory.createForClass(SettingDocument);
