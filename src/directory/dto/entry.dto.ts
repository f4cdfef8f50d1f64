import { ApiProperty, ApiPropertyOptional } from '@nestjs/swagger';
import { PROBE_STATES, type ProbeState } from '../../manifest/probe-finding.js';
import { JwsDto } from './jws.dto.js';
import { STATUS_REASONS, STATUSES, type Status, type StatusReason } from '../../manifest/status.js';

const VERIFICATIONS = ['none', 'key', 'domain'] as const;

const TIME = '2026-11-22T12:00:00.000Z';

/** What the last probes of a server found. */
export class EntryProbeDto {
  @ApiProperty({ enum: PROBE_STATES, example: 'alive' })
  state!: ProbeState;

  @ApiProperty({
    example: 'HTTP 200',
    description: 'What was met when it began. Causes other than HTTP answers are not told apart.',
  })
  reason!: string;

  @ApiProperty({ format: 'date-time', example: TIME })
  since!: string;

  @ApiPropertyOptional({
    type: String,
    nullable: true,
    format: 'date-time',
    example: TIME,
    description: 'Single entry only: when it was last probed; `null` when that is not known.',
  })
  checked_at?: string | null;
}

/** What the directory knows of a server beyond its manifest. */
export class EntryDirectoryDto {
  @ApiProperty({ example: 1795348800, description: 'Up by one with each change of the server.' })
  revision!: number;

  @ApiProperty({
    example: '1cab0d7774a19a2f3a378d206715fcd30a12e043a151940c9c8a485cb782a3d8',
    description:
      'SHA-256 of the manifest (the entry without `status`, `signature` and `directory`) in canonical JSON, RFC 8785.',
  })
  digest!: string;

  @ApiProperty({ format: 'date-time', example: TIME })
  status_since!: string;

  @ApiProperty({
    enum: STATUS_REASONS,
    example: 'registered',
    description: 'Why the status is what it is.',
  })
  status_reason!: StatusReason;

  @ApiPropertyOptional({
    enum: [false],
    description:
      'Only when the storage could not record the status, as on a full disk: `revision` and the history do not know it yet.',
  })
  status_stored?: false;

  @ApiPropertyOptional({ description: 'Disabled servers only: what the operator said.' })
  status_note?: string;

  @ApiProperty({ format: 'date-time', example: TIME })
  registered_at!: string;

  @ApiProperty({ format: 'date-time', example: TIME })
  updated_at!: string;

  @ApiPropertyOptional({
    type: String,
    nullable: true,
    format: 'date-time',
    example: TIME,
    description: 'Single entry only; `null` when none came since the directory started.',
  })
  last_heartbeat?: string | null;

  @ApiProperty({
    enum: VERIFICATIONS,
    example: 'none',
    description:
      'How the member has proved who it is: not at all, by the key that it signs its requests with, or by a key that its ' +
      'domain names too.',
  })
  verification!: (typeof VERIFICATIONS)[number];

  @ApiPropertyOptional({
    example: 'example.com',
    description: 'With `domain` only: which domain that is.',
  })
  verified_domain?: string;

  @ApiPropertyOptional({
    type: () => JwsDto,
    description: 'The statement that proves the entry, for some 10 to 20 minutes.',
  })
  jws?: JwsDto;

  @ApiPropertyOptional({
    enum: ['unavailable'],
    description: 'Instead of `jws` while nothing can be signed: such an entry proves nothing.',
  })
  signing?: 'unavailable';

  @ApiPropertyOptional({
    type: () => EntryProbeDto,
    description: 'Once a probe has found something, if the manifest enables probes.',
  })
  probe?: EntryProbeDto;

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

  @ApiPropertyOptional({ example: 'Analyzes source code and reports problems.' })
  description?: string;

  @ApiProperty({ example: '1.0.0' })
  version!: string;

  @ApiProperty({
    type: 'object',
    additionalProperties: { type: 'string' },
    example: { health: 'http://localhost:8080/health', mcp: 'http://localhost:8080/mcp' },
  })
  endpoints!: Record<string, string>;

  @ApiPropertyOptional({
    type: 'array',
    items: { type: 'object', additionalProperties: true },
    example: [{ description: 'Finds problems in a source file.', name: 'analyze_code' }],
  })
  tools?: object[];

  @ApiPropertyOptional({ type: [String], example: ['static-analysis'] })
  capabilities?: string[];

  @ApiPropertyOptional({ type: [String], example: ['code', 'analysis', 'python'] })
  tags?: string[];

  @ApiProperty({ example: 60 })
  cache_ttl_seconds!: number;

  @ApiProperty({ example: 30 })
  heartbeat_interval_seconds!: number;

  @ApiPropertyOptional({ example: 'com.example/my-analyzer' })
  registry_name?: string;

  @ApiPropertyOptional({
    type: 'object',
    additionalProperties: true,
    example: { enabled: true },
  })
  probe?: object;

  @ApiPropertyOptional({
    type: 'object',
    additionalProperties: { type: 'string' },
    example: { crv: 'Ed25519', kty: 'OKP', x: 'JrQLj5P_89iXES9-vFgrIy29clF9CC_oPPsw3c5D0bs' },
  })
  member_key?: object;

  @ApiPropertyOptional({
    type: 'array',
    items: { type: 'object', additionalProperties: true },
    example: [{ mimeType: 'image/png', src: 'https://example.com/icon.png' }],
  })
  icons?: object[];

  @ApiPropertyOptional({
    type: 'object',
    additionalProperties: true,
    example: { team: 'platform' },
  })
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
