import { Prop, Schema, SchemaFactory } from '@nestjs/mongoose';
import { SCHEMA_OPTIONS } from './schema-options.js';

/** A member's public key, as a JWK. */
@Schema({ ...SCHEMA_OPTIONS, _id: false })
export class MemberKeyDocument {
  @Prop({ type: String, required: true })
  kty!: 'OKP' | 'EC';

  @Prop({ type: String, required: true })
  crv!: 'Ed25519' | 'P-256';

  @Prop({ type: String, required: true })
  x!: string;

  /** Of P-256 keys only. */
  @Prop({ type: String })
  y?: string;
}

export const MemberKeySchema = SchemaFactory.createForClass(MemberKeyDocument);
