import { Injectable } from '@nestjs/common';
import { Clock } from '../../common/clock.js';
import type { Lease } from '../../leases/lease-table.js';
import { termMs } from '../../manifest/lease-terms.js';
import { effectiveStatus } from '../../manifest/status.js';
import { ManifestSigner } from '../../signing/manifest-signer.service.js';
import type { HeartbeatAnswerDto } from '../dto/heartbeat-answer.dto.js';
import type { LeaseDto } from '../dto/lease.dto.js';
import type { RegisterAnswerDto } from '../dto/register-answer.dto.js';
import type { Heard } from '../heartbeat.service.js';
import type { Registered } from '../registration.service.js';
import { SelfPreservation } from '../self-preservation.service.js';

/** Puts what the registry did into the words of the HTTP API. */
@Injectable()
export class Answers {
  constructor(
    private readonly signer: ManifestSigner,
    private readonly selfPreservation: SelfPreservation,
    private readonly clock: Clock,
  ) {}

  registered({ outcome, record, lease }: Registered): RegisterAnswerDto {
    const { id, version, cacheTtlSeconds, revision, digest } = record;
    const signature = this.signer.sign({ id, version, cache_ttl_seconds: cacheTtlSeconds });
    return { id, outcome, revision, digest, signature, lease: this.lease(lease) };
  }

  heard({ record, lease }: Heard): HeartbeatAnswerDto {
    const { id, revision, digest } = record;
    return {
      id,
      status: effectiveStatus(record),
      revision,
      digest,
      lease: this.lease(lease),
      self_preservation: this.selfPreservation.view(),
    };
  }

  private lease(lease: Lease | null): LeaseDto | null {
    if (lease === null) return null;
    return {
      interval_seconds: lease.intervalSeconds,
      ttl_seconds: termMs(lease.intervalSeconds) / 1_000,
      expires_at: new Date(this.clock.now() + lease.remainingMs).toISOString(),
    };
  }
}
