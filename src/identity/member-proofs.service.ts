import { Injectable, Logger, type OnModuleInit } from '@nestjs/common';
import type { Request } from 'express';
import { Clock } from '../common/clock.js';
import { DomainError } from '../common/domain-error.js';
import { AppConfig } from '../config/app-config.js';
import { type MemberProof, UNSIGNED } from './member-proof.js';
import { NonceBook } from './nonces/nonce-book.js';
import { hasNoOwnName } from './own-authorities.js';
import { RequestProof } from './request-proof.js';

/** Tells what requests prove of who sent them: HTTP Message Signatures, RFC 9421. */
@Injectable()
export class MemberProofs implements OnModuleInit {
  private readonly logger = new Logger('Members');

  constructor(
    private readonly nonces: NonceBook,
    private readonly config: AppConfig,
    private readonly clock: Clock,
  ) {}

  onModuleInit(): void {
    if (!hasNoOwnName(this.config)) return;
    this.logger.warn(
      'ALLOWED_HOSTS is * and PUBLIC_URL is not set: no signature of a member is taken, since it could be one for another directory',
    );
  }

  /**
   * Does what a request asks for. While its outcome is unknown (503, a failure, an answer that was not sent), the
   * same request may be sent again as it is, as proxies do, until something else has changed the server.
   */
  async within<T>(request: Request, work: (proof: MemberProof) => Promise<T>): Promise<T> {
    if (request.headers['signature-input'] === undefined) return work(UNSIGNED);
    const proof = new RequestProof(request, this.config, this.nonces, this.clock);
    let isKnown = false;
    try {
      const done = await work(proof);
      isKnown = true;
      return done;
    } catch (error) {
      isKnown = error instanceof DomainError && error.status < 500;
      throw error;
    } finally {
      // The answer does not wait for it.
      if (isKnown && !request.socket.destroyed) void proof.settle();
    }
  }
}
