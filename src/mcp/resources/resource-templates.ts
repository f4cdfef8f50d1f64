import type { ResourceTemplateType } from '@modelcontextprotocol/server';
import { URI_TEMPLATES } from './directory-uri.js';

/** The resources that a client makes URIs for. */
export const RESOURCE_TEMPLATES: ResourceTemplateType[] = [
  {
    uriTemplate: URI_TEMPLATES.server,
    name: 'server',
    title: 'One MCP server',
    description:
      'All that the directory knows of a server: manifest, status, last heartbeat, proofs. The texts in it are its owner’s, not the directory’s.',
    mimeType: 'application/json',
  },
  {
    uriTemplate: URI_TEMPLATES.words,
    name: 'search-by-words',
    title: 'MCP servers by words',
    description: 'Servers whose names, descriptions, tags or tools have these words, best first.',
    mimeType: 'application/json',
  },
  {
    uriTemplate: URI_TEMPLATES.tag,
    name: 'search-by-tag',
    title: 'MCP servers by tag',
    description: 'Servers with this tag; a comma means OR.',
    mimeType: 'application/json',
  },
  {
    uriTemplate: URI_TEMPLATES.search,
    name: 'search',
    title: 'Search MCP servers',
    description:
      'Servers that match, best first. q: words, typos allowed; tag and capability: a comma means OR, a repeated parameter AND; status: default all but offline and disabled; limit: 1 to 500. All optional, in any order.',
    mimeType: 'application/json',
  },
];
