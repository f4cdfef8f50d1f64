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
    const { values, total } = this.fitting(argument.name, argument.value.toLowerCase());
    const completion = { values: values.map(labelText), total, hasMore: total > values.length };
    return { completion };
  }

  /** What begins with the typed text, the first {@link MAX_VALUES} of it. */
  private fitting(
    argument: string,
    typed: string,
  ): { readonly values: readonly string[]; readonly total: number } {
    const catalog = this.catalog.of(DEFAULT_SCOPE);
    switch (argument) {
      case 'id':
        return catalog.listedWithPrefix(typed, MAX_VALUES);
      case 'tag':
        return catalog.tagCounts.completions(typed, MAX_VALUES);
      case 'capability':
        return catalog.capabilityCounts.completions(typed, MAX_VALUES);
      case 'status': {
        const values = STATUSES.filter((status) => status.startsWith(typed));
        return { values, total: values.length };
      }
      default:
        return { values: [], total: 0 };
    }
  }
}
