import { ApiProperty } from '@nestjs/swagger';
import { STORAGE_FAULTS, type StorageFault } from '../../storage/storage-fault.js';
import { PaceDto } from './heartbeat-pace.dto.js';
import { LimitsStatusDto } from './limits-status.dto.js';
import { SelfPreservationDto } from './self-preservation.dto.js';

/** Servers by status. */
export class ServerCountsDto {
  @ApiProperty({ example: 42, description: 'All that are registered, whatever their status.' })
  total!: number;

  @ApiProperty({ example: 41, description: 'In the default listing.' })
  listed!: number;

  @ApiProperty({
    type: 'object',
    additionalProperties: { type: 'integer' },
    example: {
      healthy: 40,
      degraded: 0,
      draining: 0,
      stale: 1,
      offline: 1,
      disabled: 0,
      unknown: 0,
    },
  })
  by_status!: Record<string, number>;
}

/** A name with the number of servers that have it. */
export class NameCountDto {
  @ApiProperty({ example: 'code' })
  name!: string;

  @ApiProperty({ example: 7 })
  count!: number;
}

/** How many different names there are, and the most frequent ones. */
export class NamesDto {
  @ApiProperty({ example: 12 })
  distinct!: number;

  @ApiProperty({ type: () => [NameCountDto], description: 'At most 20.' })
  top!: NameCountDto[];
}

/** Heartbeats of the last minute; registrations count. */
export class HeartbeatRateDto {
  @ApiProperty({ example: 84 })
  received_per_minute!: number;

  @ApiProperty({ example: 84, description: 'What the intervals of the live leases add up to.' })
  expected_per_minute!: number;

  @ApiProperty({ type: () => PaceDto })
  pace!: PaceDto;
}

/** The store of manifests. */
export class StorageStatusDto {
  @ApiProperty({ enum: ['embedded', 'mongo'] })
  adapter!: string;

  @ApiProperty({ example: 0, description: 'Writes that wait.' })
  pending!: number;

  @ApiProperty({
    enum: STORAGE_FAULTS,
    nullable: true,
    description: 'What kind of fault the last write met; the log has the reason.',
  })
  fault!: StorageFault | null;

  @ApiProperty({
    example: 0,
    description:
      'Milliseconds since this replica last knew that it had heard of everything that others stored.',
  })
  feed_lag_ms!: number;
}

/** The table of leases. */
export class LeaseCountsDto {
  @ApiProperty({ example: 42 })
  total!: number;

  @ApiProperty({ example: 41 })
  live!: number;

  @ApiProperty({ example: 0, description: 'Ran out and not marked yet.' })
  expired!: number;
}

/** The task that marks missed heartbeats. */
export class SweeperStatusDto {
  @ApiProperty({ type: String, nullable: true, format: 'date-time' })
  last_sweep_at!: string | null;

  @ApiProperty({ example: 0.4 })
  last_duration_ms!: number;

  @ApiProperty({
    type: String,
    nullable: true,
    description: 'Why no missed heartbeats are marked now; `null` when they are.',
  })
  obstacle!: string | null;
}

/** How the directory is. */
export class StatusAnswerDto {
  @ApiProperty({ example: 'omega-fastmcp-directory' })
  service!: string;

  @ApiProperty({ example: '0.1.0' })
  version!: string;

  @ApiProperty({ example: 86400 })
  uptime_seconds!: number;

  @ApiProperty({ example: '8f14e45fceea167a', description: 'As in listings.' })
  revision!: string;

  @ApiProperty({ type: () => ServerCountsDto })
  servers!: ServerCountsDto;

  @ApiProperty({ type: () => NamesDto, description: 'Tags of the listed servers.' })
  tags!: NamesDto;

  @ApiProperty({
    type: () => NamesDto,
    description: 'Names of tools, in lower case, of all registered servers.',
  })
  tools!: NamesDto;

  @ApiProperty({ type: () => HeartbeatRateDto })
  heartbeats!: HeartbeatRateDto;

  @ApiProperty({ type: () => SelfPreservationDto })
  self_preservation!: SelfPreservationDto;

  @ApiProperty({ type: () => StorageStatusDto })
  storage!: StorageStatusDto;

  @ApiProperty({ type: () => LimitsStatusDto })
  limits!: LimitsStatusDto;

  @ApiProperty({ type: () => LeaseCountsDto })
  leases!: LeaseCountsDto;

  @ApiProperty({ type: () => SweeperStatusDto })
  sweeper!: SweeperStatusDto;
}
