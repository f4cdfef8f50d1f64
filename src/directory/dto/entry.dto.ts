import { ApiProperty, ApiPropertyOptional } from '@nestjs/swagger';
import { STATUSES, type Status } from '../../manifest/status.js';

/** What the directory knows of a server beyond its manifest. */
export class EntryDirectoryDto {
  @ApiProperty({ example: 1795435200, description: 'Up by one with each change of the server.' })
  revision!: number;

  @ApiProperty({
    description:
      'SHA-256 of the manifest (the entry without `status`, `signature` and `directory`) in canonical JSON, RFC 8785.',
  })
  digest!: string;

  @ApiProperty({ format: 'date-time' })
  status_since!: string;

  @ApiProperty({ example: 'registered', description: 'Why the status is what it is.' })
  status_reason!: string;

  @ApiProperty({ format: 'date-time' })
  registered_at!: string;

  @ApiProperty({ format: 'date-time' })
  updated_at!: string;

  @ApiPropertyOptional({
    type: String,
    nullable: true,
    format: 'date-time',
    description: 'Single entry only; `null` when none came since the directory started.',
  })
  last_heartbeat?: string | null;

  @ApiPropertyOptional({
    type: Number,
    description: 'Search only: how well the entry matches; 1 without `q`.',
  })
  score?: number;
}

/** A server as it is served: its manifest, and three members of the directory's own. */
export class EntryDto {
  @ApiProperty({ example: 'my_analyzer' })
  id!: string;

  @ApiProperty({ example: 'My Code Analyzer' })
  display_name!: string;

  @ApiPropertyOptional()
  description?: string;

  @ApiProperty({ example: '1.0.0' })
  version!: string;

  @ApiProperty({
    type: 'object',
    additionalProperties: { type: 'string' },
    example: { mcp: 'http://localhost:8080/mcp' },
  })
  endpoints!: Record<string, string>;

  @ApiPropertyOptional({ type: 'array', items: { type: 'object', additionalProperties: true } })
  tools?: object[];

  @ApiPropertyOptional({ type: [String] })
  capabilities?: string[];

  @ApiPropertyOptional({ type: [String], example: ['code'] })
  tags?: string[];

  @ApiProperty({ example: 60 })
  cache_ttl_seconds!: number;

  @ApiProperty({ example: 30 })
  heartbeat_interval_seconds!: number;

  @ApiPropertyOptional()
  registry_name?: string;

  @ApiPropertyOptional({ type: 'object', additionalProperties: true })
  metadata?: object;

  @ApiProperty({ enum: STATUSES, example: 'healthy' })
  status!: Status;

  @ApiProperty({
    example: 'O4-QyYlH5_F5FqYKOESHUgDUlXTUU-fq-aNiNiGpmEk',
    description:
      'HMAC-SHA256 over id, version and cache_ttl_seconds only, base64url: who issued it, not that it is whole.',
  })
  signature!: string;

  @ApiProperty({ type: () => EntryDirectoryDto })
  directory!: EntryDirectoryDto;
}
