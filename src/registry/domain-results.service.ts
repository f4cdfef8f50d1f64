import { Injectable } from '@nestjs/common';
import { parseJson } from '../common/parse-json.js';
import { domainChecked } from '../manifest/lifecycle.js';
import type { Manifest } from '../manifest/manifest.js';
import { memberDomain } from '../manifest/member-domain.js';
import { samePin } from '../manifest/member-key.js';
import type { ServerRecord } from '../manifest/server-record.js';
import { RecordWriter } from '../records/record-writer.service.js';

const ACTOR = 'domain-check';

/** Takes into the records whether domains vouch for the keys of members. */
@Injectable()
export class DomainResults {
  constructor(private readonly writer: RecordWriter) {}

  /** Stores it, unless the server has another key or domain by now than the ones that were checked. */
  async store(
    { tenant, id, memberKey }: Pick<ServerRecord, 'tenant' | 'id' | 'memberKey'>,
    domain: string,
    isVerified: boolean,
  ): Promise<void> {
    await this.writer.change({ tenant }, id, ACTOR, (current, context) => {
      if (current === undefined || current.removed) return undefined;
      const manifest = parseJson(current.manifest) as Manifest;
      const isSame = samePin(current.memberKey, memberKey) && memberDomain(manifest) === domain;
      return isSame ? domainChecked(current, isVerified ? domain : null, context) : undefined;
    });
  }
}
