import { ApiProperty } from '@nestjs/swagger';
import { LeaseDto } from './lease.dto.js';

/** What a registration did. */
export class RegisterAnswerDto {
  @ApiProperty({ example: 'my_analyzer' })
  id!: string;

  @ApiProperty({
    enum: ['registered', 'updated', 'unchanged'],
    description: '`unchanged`: the same manifest again; it counts as a heartbeat.',
  })
  outcome!: 'registered' | 'updated' | 'unchanged';

  @ApiProperty({ example: 1795435200, description: 'Up by one with each change of the server.' })
  revision!: number;

  @ApiProperty({
    example: '0f6c1b8f9d0f3a0b2a8c6a2b54a4f3f7e2b1d0c9a8f7e6d5c4b3a29180706f5e',
    description: 'SHA-256 of the stored manifest in canonical JSON (RFC 8785), hex.',
  })
  digest!: string;

  @ApiProperty({
    example: 'O4-QyYlH5_F5FqYKOESHUgDUlXTUU-fq-aNiNiGpmEk',
    description: 'HMAC-SHA256 over id, version and cache_ttl_seconds, base64url.',
  })
  signature!: string;

  @ApiProperty({ type: () => LeaseDto, nullable: true, description: '`null` for a static server.' })
  lease!: LeaseDto | null;
}
