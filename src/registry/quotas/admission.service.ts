import { Injectable } from '@nestjs/common';
import { LOCAL_CLIENT } from '../../common/client-key.js';
import { DomainError } from '../../common/domain-error.js';
import { AppConfig } from '../../config/app-config.js';
import { Budgets } from '../../limits/budgets.service.js';
import type { Manifest } from '../../manifest/manifest.js';
import { pinsFirstKey } from '../../manifest/member-key.js';
import type { Scope } from '../../manifest/scope.js';
import type { ServerRecord } from '../../manifest/server-record.js';
import { Quotas } from './quotas.service.js';
import type { Reservation } from './reservation.js';

/** Decides which registrations are taken, by their size and by who sends them. */
@Injectable()
export class Admission {
  constructor(
    private readonly quotas: Quotas,
    private readonly budgets: Budgets,
    private readonly config: AppConfig,
  ) {}

  /** @throws VALIDATION_FAILED when a manifest in canonical JSON is too large */
  assertSize(canonical: string): void {
    const { manifestBytes } = this.config.limits;
    if (Buffer.byteLength(canonical) <= manifestBytes) return;
    const message = `must be at most ${manifestBytes / 1_024} KiB in canonical JSON`;
    throw new DomainError('VALIDATION_FAILED', 'The manifest is too large.', {
      errors: [{ path: '', message }],
    });
  }

  /**
   * The first key of a server locks everybody else out: only the client that has registered the server may bring it, or
   * a program on the same machine.
   * @throws PIN_REFUSED
   */
  assertMayPin(current: ServerRecord | undefined, manifest: Manifest, client: string): void {
    if (current === undefined || !pinsFirstKey(current, manifest)) return;
    if (client === LOCAL_CLIENT || client === current.registeredFrom) return;
    throw new DomainError(
      'PIN_REFUSED',
      'The first key of a registered server comes from the client that registered it. Unregister the server first, ' +
        'or pin the key from the machine of the directory.',
    );
  }

  /** Runs a registration that may hold its part of the quotas, and of the writes that wait, for as long as it takes. */
  async during<T>(
    scope: Scope,
    client: string,
    work: (room: Reservation) => Promise<T>,
  ): Promise<T> {
    const room = this.quotas.reservation(scope, (bytes) =>
      this.budgets.hold('waiting writes bytes', client, bytes),
    );
    try {
      return await work(room);
    } finally {
      room.release();
    }
  }
}
