import { Injectable } from '@nestjs/common';
import { Clock } from '../../common/clock.js';
import type { Lease } from '../../leases/lease-table.js';
import { termMs } from '../../manifest/lease-terms.js';
import { effectiveStatus } from '../../manifest/status.js';
import { ManifestSigner } from '../../signing/manifest-signer.service.js';
import type { HeartbeatAnswerDto } from '../dto/heartbeat-answer.dto.js';
import type { LivenessDto } from '../dto/liveness.dto.js';
import type { RegisterAnswerDto } from '../dto/register-answer.dto.js';
import { HeartbeatPace } from '../../liveness/heartbeat-pace.service.js';
import type { Heard } from '../heartbeat.service.js';
import type { Registered } from '../registration.service.js';
import { SelfPreservation } from '../../liveness/preservation/self-preservation.service.js';

/** Part of the interval by which members spread their heartbeats. */
const JITTER = 0.1;

/** Puts what the registry did into the words of the HTTP API. */
@Injectable()
export class Answers {
  constructor(
    private readonly signer: ManifestSigner,
    private readonly selfPreservation: SelfPreservation,
    private readonly pace: HeartbeatPace,
    private readonly clock: Clock,
  ) {}

  registered({ outcome, record, lease, notes, termsOfCutShort }: Registered): RegisterAnswerDto {
    const { id, version, cacheTtlSeconds, revision, digest } = record;
    const signature = this.signer.sign({ id, version, cache_ttl_seconds: cacheTtlSeconds });
    return {
      id,
      outcome,
      revision,
      digest,
      signature,
      ...this.liveness(lease),
      ...(notes.length > 0 && { notes }),
      ...(termsOfCutShort !== undefined && {
        search: { indexed_terms: termsOfCutShort, left_out: true },
      }),
    };
  }

  heard({ record, lease }: Heard): HeartbeatAnswerDto {
    const { id, revision, digest } = record;
    return {
      id,
      status: effectiveStatus(record),
      revision,
      digest,
      ...this.liveness(lease),
      self_preservation: this.selfPreservation.view(),
    };
  }

  private liveness(lease: Lease | null): Pick<LivenessDto, keyof LivenessDto> {
    const pace = this.pace.view();
    if (lease === null) {
      return { lease: null, next_heartbeat_seconds: null, jitter_seconds: null, pace };
    }
    const { intervalSeconds, remainingMs } = lease;
    return {
      lease: {
        interval_seconds: intervalSeconds,
        ttl_seconds: termMs(intervalSeconds) / 1_000,
        expires_at: new Date(this.clock.now() + remainingMs).toISOString(),
      },
      next_heartbeat_seconds: intervalSeconds,
      jitter_seconds: Math.round(intervalSeconds * JITTER * 1_000) / 1_000,
      pace,
    };
  }
}
