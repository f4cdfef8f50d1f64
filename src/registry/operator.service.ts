import { Injectable } from '@nestjs/common';
import { disable, enable, releaseKey } from '../manifest/lifecycle.js';
import type { Scope } from '../manifest/scope.js';
import type { ServerRecord } from '../manifest/server-record.js';
import { notRegistered } from './not-registered.js';
import { RecordWriter } from '../records/record-writer.service.js';

/** What an operator's word did. */
export interface Operated {
  readonly record: ServerRecord;
  readonly changed: boolean;
}

/** Blocks servers, lifts blocks and lets ids go from lost keys: whatever members send, only operators do that. */
@Injectable()
export class OperatorService {
  constructor(private readonly writer: RecordWriter) {}

  /** Refuses with `SERVER_NOT_REGISTERED` when the id was never registered, or is forgotten. */
  disable(scope: Scope, id: string, note: string, actor: string): Promise<Operated> {
    return this.change(scope, id, note, actor, disable);
  }

  /** See {@link OperatorService.disable}. */
  enable(scope: Scope, id: string, note: string, actor: string): Promise<Operated> {
    return this.change(scope, id, note, actor, enable);
  }

  /** Takes the pinned key from an id, see {@link OperatorService.disable}. */
  releaseKey(scope: Scope, id: string, note: string, actor: string): Promise<Operated> {
    return this.change(scope, id, note, actor, releaseKey);
  }

  private async change(
    scope: Scope,
    id: string,
    note: string,
    actor: string,
    work: typeof disable,
  ): Promise<Operated> {
    const { before, after } = await this.writer.change(
      scope,
      id,
      actor,
      (current, context) => {
        // The id of a removed server can be blocked too, and freed, and its key released.
        if (current === undefined) throw notRegistered(id);
        return work(current, note, context);
      },
      { confirmNoChange: true },
    );
    if (after === undefined) throw notRegistered(id);
    return { record: after, changed: before !== after };
  }
}
