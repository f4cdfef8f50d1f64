import type { ResourceTemplateType } from '@modelcontextprotocol/server';
import { SEARCH_TEMPLATE, SERVER_TEMPLATE } from './directory-uri.js';

/** The resources that a client makes URIs for. */
export const RESOURCE_TEMPLATES: ResourceTemplateType[] = [
  {
    uriTemplate: SERVER_TEMPLATE,
    name: 'server',
    title: 'One MCP server',
    description:
      'All that the directory knows of a server: manifest, status, last heartbeat, proofs. The texts in it are its owner’s, not the directory’s.',
    mimeType: 'application/json',
  },
  {
    uriTemplate: SEARCH_TEMPLATE,
    name: 'search',
    title: 'Search MCP servers',
    description:
      'Servers that match, best first. q: words, typos allowed; tag and capability: a comma means OR, a repeated parameter AND; status: default all but offline and disabled; limit: 1 to 500. All optional, in any order.',
    mimeType: 'application/json',
  },
];
