import { Prop, Schema, SchemaFactory } from '@nestjs/mongoose';
import { SCHEMA_OPTIONS } from './schema-options.js';

/** A number that the replicas share. */
@Schema({ ...SCHEMA_OPTIONS, collection: 'federation_settings' })
export class SettingDocument {
  /** Name of the setting. */
  @Prop({ type: String, required: true })
  _id!: string;

  @Prop({ type: Number, required: true })
  value!: number;
}

export const SettingSchema = SchemaFactory.createForClass(SettingDocument);
