import { Prop, Schema, SchemaFactory } from '@nestjs/mongoose';
import type { ProbeState } from '../../../manifest/probe-finding.js';
import { SCHEMA_OPTIONS } from './schema-options.js';

/** What the last probes of a server found. */
@Schema({ ...SCHEMA_OPTIONS, _id: false })
export class ProbeDocument {
  @Prop({ type: String, required: true })
  state!: ProbeState;

  @Prop({ type: String, required: true })
  detail!: string;

  @Prop({ type: Date, required: true })
  since!: Date;
}

export const ProbeSchema = SchemaFactory.createForClass(ProbeDocument);
