import { Injectable } from '@nestjs/common';
import type { IncomingMessage, ServerResponse } from 'node:http';
import { DomainError } from '../common/domain-error.js';
import { clientOf } from '../common/http/client.js';
import type { Budget } from '../limits/budget.js';
import { Budgets } from '../limits/budgets.service.js';
import { bodyBytes } from './body-bytes.js';
import { BodyHold } from './body-hold.js';

const KIB = 1_024;
const MIB = KIB * KIB;

/**
 * How much a parsed byte counts in addition to itself. Measured: manifests take 1.5 to 2 times their length, 20,000
 * empty objects 22 times theirs (60 KB), and no text within the limits more than 1.4 MB, which is 6 times 256 KiB.
 */
const PARSED_WEIGHT = 8;

/** Most bytes of a body that are parsed at a time; with little memory, only a part of this. */
const PARSED_AT_ONCE = MIB;

/** What a route takes. */
export interface BodyLimits {
  readonly mostBytes: number;
  /** Bytes that are taken even when there is no room for bodies. */
  readonly freeBytes?: number;
  /** Released when the bytes are read, and not only with the answer: it may be a stream that stays open. */
  readonly untilRead?: boolean;
}

/** Reads bodies, within the limits of what each client, and all clients together, may have in flight. */
@Injectable()
export class BodyReader {
  /** How many bytes of a batch are parsed and worked on at a time. */
  readonly parsedAtOnce: number;
  private readonly budget: Budget;

  constructor(budgets: Budgets) {
    this.budget = budgets.of('request body bytes');
    this.parsedAtOnce = Math.min(PARSED_AT_ONCE, Math.floor(this.budget.limits.most / 32));
  }

  /** `mostBytes`, or less when the budget could never have room for so much. */
  fitting(mostBytes: number): number {
    const spare = this.budget.limits.most - PARSED_WEIGHT * this.parsedAtOnce;
    return Math.min(mostBytes, Math.floor(spare / KIB) * KIB);
  }

  /**
   * Reads a body and counts its bytes, and what is made of them, until the request is answered or its sender has left.
   * A body that is refused is not read, see `unread-body.ts`.
   * @throws UNSUPPORTED_MEDIA_TYPE for any Content-Encoding, PAYLOAD_TOO_LARGE, QUOTA_EXCEEDED, OVERLOADED,
   * MALFORMED_REQUEST when the sender has left
   */
  async read(
    request: IncomingMessage,
    response: ServerResponse,
    { mostBytes, freeBytes = 0, untilRead = false }: BodyLimits,
  ): Promise<Buffer> {
    const hold = new BodyHold(this.budget, clientOf(request).key, this.weigh(freeBytes));
    const release = (): void => {
      hold.release();
    };
    try {
      assertPlain(request);
      response.once('close', release);
      const bytes = await bodyBytes(request, (length) => {
        if (length > mostBytes) throw tooLarge(mostBytes);
        hold.growTo(untilRead ? length : this.weigh(length));
      });
      if (untilRead || response.closed) release();
      return bytes;
    } catch (error) {
      release();
      throw error;
    }
  }

  private weigh(length: number): number {
    return length + PARSED_WEIGHT * Math.min(length, this.parsedAtOnce);
  }
}

function assertPlain({ headers }: IncomingMessage): void {
  const encoding = headers['content-encoding'];
  if (encoding === undefined || encoding.trim().toLowerCase() === 'identity') return;
  throw new DomainError(
    'UNSUPPORTED_MEDIA_TYPE',
    'Send the body as it is, without Content-Encoding: compressed bodies are not taken.',
  );
}

function tooLarge(mostBytes: number): DomainError {
  return new DomainError(
    'PAYLOAD_TOO_LARGE',
    `The body is larger than ${mostBytes / KIB} KiB, the most that this route takes.`,
  );
}
