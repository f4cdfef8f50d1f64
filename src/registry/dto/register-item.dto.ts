import { ApiPropertyOptional } from '@nestjs/swagger';
import { Equals, Matches } from 'class-validator';
import { OptionalField } from '../../common/http/optional-field.js';
import { RegisterServerDto } from './register-server.dto.js';

const DIGEST_OR_ANY = /^([0-9a-f]{64}|\*)$/;

/** An item of a batch: a manifest, and what the single route takes from its headers. That part is not stored. */
export class RegisterItemDto extends RegisterServerDto {
  @ApiPropertyOptional({
    pattern: DIGEST_OR_ANY.source,
    description:
      'Digest of the manifest that is to be replaced (`*` = any); another one is answered 412.',
  })
  @OptionalField()
  @Matches(DIGEST_OR_ANY, { message: 'must be a digest (64 hex digits), or *' })
  if_match?: string;

  @ApiPropertyOptional({
    type: String,
    enum: ['*'],
    description: '`*` = register only while the id is free; else the item is answered 412.',
  })
  @OptionalField()
  @Equals('*', { message: 'must be *' })
  if_none_match?: '*';
}
