import { ApiProperty, ApiPropertyOptional } from '@nestjs/swagger';
import { LivenessDto } from './liveness.dto.js';

/** What a member should know of the manifest that was taken. */
export class RegistrationNoteDto {
  @ApiProperty({ example: 'id', description: 'The field of the manifest.' })
  path!: string;

  @ApiProperty({ example: 'looks like `my-analyzer`, which is registered too' })
  message!: string;
}

/** How much of a server text search knows. */
export class SearchFactsDto {
  @ApiProperty({ example: 2000, description: 'Different words that the server is found by.' })
  indexed_terms!: number;

  @ApiProperty({ enum: [true], description: 'The texts have more words, which find nothing.' })
  left_out!: true;
}

/** What a registration did. */
export class RegisterAnswerDto extends LivenessDto {
  @ApiProperty({ example: 'my_analyzer' })
  id!: string;

  @ApiProperty({
    enum: ['registered', 'updated', 'unchanged'],
    description: '`unchanged`: the same manifest again; it counts as a heartbeat.',
  })
  outcome!: 'registered' | 'updated' | 'unchanged';

  @ApiProperty({ example: 1795348800, description: 'Up by one with each change of the server.' })
  revision!: number;

  @ApiProperty({
    example: '1cab0d7774a19a2f3a378d206715fcd30a12e043a151940c9c8a485cb782a3d8',
    description: 'SHA-256 of the stored manifest in canonical JSON (RFC 8785), hex.',
  })
  digest!: string;

  @ApiProperty({
    example: 'O4-QyYlH5_F5FqYKOESHUgDUlXTUU-fq-aNiNiGpmEk',
    description: 'HMAC-SHA256 over id, version and cache_ttl_seconds, base64url.',
  })
  signature!: string;

  @ApiPropertyOptional({
    type: () => [RegistrationNoteDto],
    description:
      'Only when there is something to tell: what was left out of the manifest, and which servers it could be taken for. At most 100.',
  })
  notes?: readonly RegistrationNoteDto[];

  @ApiPropertyOptional({
    type: () => SearchFactsDto,
    description:
      'Only where the texts have too many words to be indexed: at most 2,000 different ones of the first 32,768, from id and name, tags and capabilities, names of tools, then descriptions.',
  })
  search?: SearchFactsDto;
}
