import { randomBytes } from 'node:crypto';
import { Injectable } from '@nestjs/common';
import { Clock } from '../../common/clock.js';
import { TokenMacs } from '../../signing/token-macs.js';

const PURPOSE = 'MCP session';
const RANDOM_BYTES = 16;
const SESSION_ID =
  /^(?<text>(?<madeAt>[0-9a-z]{1,10})\.(?<revision>\d{4}-\d\d-\d\d)\.[\w-]{22})\.(?<mac>[\w-]{22})$/;

/** What a session's id says. */
export interface SessionFacts {
  /** Epoch ms. */
  readonly madeAt: number;
  /** The revision that was agreed on. */
  readonly revision: string;
}

/**
 * Ids of sessions. They say when they were made and for which revision, and are authenticated: any replica knows whether
 * the directory has made one, and nothing has to be kept for that.
 */
@Injectable()
export class SessionIds {
  constructor(
    private readonly macs: TokenMacs,
    private readonly clock: Clock,
  ) {}

  make(revision: string): string {
    const random = randomBytes(RANDOM_BYTES).toString('base64url');
    const text = `${this.clock.now().toString(36)}.${revision}.${random}`;
    return `${text}.${this.macs.mac(PURPOSE, text)}`;
  }

  /** `undefined` = the directory has not made it. */
  read(id: string): SessionFacts | undefined {
    const { text = '', madeAt = '', revision = '', mac = '' } = SESSION_ID.exec(id)?.groups ?? {};
    if (!this.macs.isOwn(PURPOSE, text, mac)) return undefined;
    return { madeAt: parseInt(madeAt, 36), revision };
  }
}
