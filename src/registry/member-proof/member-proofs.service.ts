import { Injectable } from '@nestjs/common';
import type { Request } from 'express';
import { Clock } from '../../common/clock.js';
import { DomainError } from '../../common/domain-error.js';
import { type MemberProof, UNSIGNED } from './member-proof.js';
import { NonceBook } from './nonce-book.js';
import { RequestProof } from './request-proof.js';

/** Tells what requests prove of who sent them: HTTP Message Signatures, RFC 9421. */
@Injectable()
export class MemberProofs {
  constructor(
    private readonly nonces: NonceBook,
    private readonly clock: Clock,
  ) {}

  /** Does what a request asks for. One that ends in 503 may be sent again as it is, as proxies do. */
  async within<T>(request: Request, work: (proof: MemberProof) => Promise<T>): Promise<T> {
    if (request.headers['signature-input'] === undefined) return work(UNSIGNED);
    const proof = new RequestProof(request, this.nonces, this.clock);
    try {
      return await work(proof);
    } catch (error) {
      if (error instanceof DomainError && error.status === 503) await proof.release();
      throw error;
    }
  }
}
