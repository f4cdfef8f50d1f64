import type { RequestHandler } from 'express';
import { joinPath } from '../json-faults.js';
import { parseQuery } from './query-params.js';
import { assertValid } from './validate-dto.js';

/** Refuses in the words of its own protocol. */
const MCP = '/mcp';

/** No route that writes takes query parameters; one that is sent is a mistake that the sender should hear of. */
export function noQueryOnWrites(): RequestHandler {
  return (request, _response, next) => {
    if (
      request.method !== 'GET' &&
      request.method !== 'HEAD' &&
      request.path !== MCP &&
      request.originalUrl.includes('?')
    ) {
      const names = [...parseQuery(request.originalUrl).keys()];
      const faults = names.map((name) => ({
        path: joinPath('', name),
        message: 'is not a known parameter',
      }));
      assertValid(faults, 'The query string');
    }
    next();
  };
}
