import { Injectable } from '@nestjs/common';
import {
  ProtocolError,
  ProtocolErrorCode,
  type CompleteRequestParams,
  type CompleteResult,
} from '@modelcontextprotocol/server';
import { Catalog } from '../catalog/catalog.service.js';
import { DEFAULT_SCOPE } from '../manifest/scope.js';
import { STATUSES } from '../manifest/status.js';
import { CONNECT_PROMPT } from './connect-prompt.service.js';
import { URI_TEMPLATES } from './resources/directory-uri.js';
import { labelText } from './tools/server-facts.js';

const TEMPLATES: readonly string[] = Object.values(URI_TEMPLATES);
/** The most that the protocol allows. */
const MAX_VALUES = 100;

/** Completes what a person types: ids of servers, tags, capabilities. */
@Injectable()
export class Completions {
  constructor(private readonly catalog: Catalog) {}

  /** @throws ProtocolError when there is no such template or prompt */
  complete({ ref, argument }: CompleteRequestParams): CompleteResult {
    const known =
      ref.type === 'ref/prompt' ? ref.name === CONNECT_PROMPT : TEMPLATES.includes(ref.uri);
    if (!known) {
      throw new ProtocolError(ProtocolErrorCode.InvalidParams, 'There is no such reference.');
    }
    const typed = argument.value.toLowerCase();
    const fitting = this.values(argument.name).filter((value) =>
      value.toLowerCase().startsWith(typed),
    );
    const values = fitting.slice(0, MAX_VALUES).map(labelText);
    const completion = { values, total: fitting.length, hasMore: fitting.length > MAX_VALUES };
    return { completion };
  }

  private values(argument: string): readonly string[] {
    const catalog = this.catalog.of(DEFAULT_SCOPE);
    switch (argument) {
      case 'id':
        return catalog.visible.values();
      case 'tag':
        return catalog.tagCounts.ranked().map(([tag]) => tag);
      case 'capability':
        return catalog.capabilityCounts.ranked().map(([capability]) => capability);
      case 'status':
        return STATUSES;
      default:
        return [];
    }
  }
}
