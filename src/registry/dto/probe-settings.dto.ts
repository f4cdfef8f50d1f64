import { ApiProperty, ApiPropertyOptional } from '@nestjs/swagger';
import type { ProbeSettings } from '../../manifest/manifest.js';
import { LIMITS } from '../../manifest/manifest-limits.js';

const { probeIntervalSeconds: INTERVAL, probeTimeoutMs: TIMEOUT } = LIMITS;

/** Whether and how the directory may look after a server by itself; see `probeFaults` for the rules. */
export class ProbeSettingsDto implements ProbeSettings {
  @ApiProperty({ example: true })
  enabled!: boolean;

  @ApiPropertyOptional({
    type: 'integer',
    minimum: INTERVAL.min,
    maximum: INTERVAL.max,
    default: INTERVAL.default,
    description: 'Seconds between two probes.',
  })
  interval_seconds?: number;

  @ApiPropertyOptional({
    type: 'integer',
    minimum: TIMEOUT.min,
    maximum: TIMEOUT.max,
    default: TIMEOUT.default,
    description: 'Milliseconds that a probe may take.',
  })
  timeout_ms?: number;
}
