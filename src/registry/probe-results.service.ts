import { Injectable } from '@nestjs/common';
import { probed } from '../manifest/lifecycle.js';
import type { ProbeFinding } from '../manifest/probe-finding.js';
import type { Scope } from '../manifest/scope.js';
import type { ServerRecord } from '../manifest/server-record.js';
import { notRegistered } from './not-registered.js';
import { RecordWriter } from '../records/record-writer.service.js';

const ACTOR = 'prober';

/** Takes what probes find into the records. */
@Injectable()
export class ProbeResults {
  constructor(private readonly writer: RecordWriter) {}

  /** The record of a registered server; `SERVER_NOT_REGISTERED` when there is none. */
  find(scope: Scope, id: string): Promise<ServerRecord> {
    return this.writer.read(scope, id, (record) => {
      if (record === undefined || record.removed) throw notRegistered(id);
      return record;
    });
  }

  /** Stores a state that is new for the server, unless it has another manifest than the probed one by now. */
  async store(
    { tenant, id, digest }: Pick<ServerRecord, 'tenant' | 'id' | 'digest'>,
    finding: Pick<ProbeFinding, 'state' | 'detail'>,
  ): Promise<void> {
    await this.writer.change({ tenant }, id, ACTOR, (current, context) => {
      const same =
        current?.removed === false && current.digest === digest && current.probeIntervalSeconds > 0;
      return same ? probed(current, finding, context) : undefined;
    });
  }
}
