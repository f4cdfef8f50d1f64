import { Injectable } from '@nestjs/common';
import {
  ProtocolError,
  ProtocolErrorCode,
  type CallToolResult,
  type ResourceLink,
  type Tool,
} from '@modelcontextprotocol/server';
import type { CatalogEntry } from '../../catalog/catalog-entry.js';
import { Catalog } from '../../catalog/catalog.service.js';
import type { LabelCount } from '../../catalog/labels/label-ranking.js';
import { notServed } from '../../catalog/stored/not-served.js';
import { Clock } from '../../common/clock.js';
import { DomainError } from '../../common/domain-error.js';
import { LoopTurns } from '../../common/loop-turns.js';
import { printable } from '../../common/printable.js';
import { DEFAULT_SCOPE } from '../../manifest/scope.js';
import { faultText } from '../fault-text.js';
import {
  detailsOf,
  labelText,
  summaryOf,
  type ServerDetails,
  type ServerSummary,
} from './server-facts.js';
import {
  readFindArguments,
  readIdArgument,
  refuseArguments,
  type ToolArguments,
} from './tool-arguments.js';
import { FIND_SERVERS, GET_SERVER, LIST_TAGS } from './tool-definitions.js';

const TOP_LABELS = 100;

const PARTIAL =
  ' Not everything was looked at, because it would have cost too much: servers that match may be missing; fewer or longer words help.';

/** The tools, for hosts that know no resources. They read the directory and call no member. */
@Injectable()
export class DirectoryTools {
  readonly definitions: Tool[] = [FIND_SERVERS, GET_SERVER, LIST_TAGS];

  private readonly turns: LoopTurns;

  constructor(
    private readonly catalog: Catalog,
    clock: Clock,
  ) {
    this.turns = LoopTurns.of(clock);
  }

  /**
   * The result names wrong arguments, so that a model can correct itself.
   * @throws ProtocolError when there is no such tool
   */
  async call(name: string, args: ToolArguments): Promise<CallToolResult> {
    await this.turns.forRead();
    try {
      switch (name) {
        case FIND_SERVERS.name:
          return this.findServers(args);
        case GET_SERVER.name:
          return this.getServer(args);
        case LIST_TAGS.name:
          return this.listTags(args);
      }
    } catch (error) {
      if (!(error instanceof DomainError)) throw error;
      return { isError: true, content: [{ type: 'text', text: faultText(error) }] };
    }
    throw new ProtocolError(
      ProtocolErrorCode.InvalidParams,
      `There is no tool "${printable(name, 100)}".`,
    );
  }

  private findServers(args: ToolArguments): CallToolResult {
    const query = readFindArguments(args);
    const catalog = this.catalog.of(DEFAULT_SCOPE);
    const found = catalog.search(query);
    const first = (query.page - 1) * query.limit;
    const servers = found.slice(first, first + query.limit).flatMap((id) => {
      const entry = catalog.entry(id);
      return entry === undefined ? [] : [summaryOf(entry)];
    });
    const pages = Math.ceil(found.total / query.limit);
    const lines = servers.map(
      (server) => `- ${lineOf(server)}: ${JSON.stringify(server.description)}`,
    );
    const head = `Servers that match: ${found.total}; page ${query.page} of ${pages}.${found.partial ? PARTIAL : ''} Quoted texts are their owners’ words.`;
    return {
      content: [
        { type: 'text', text: [head, ...lines].join('\n') },
        ...servers.map((server) => linkTo(server)),
      ],
      structuredContent: {
        servers,
        page: query.page,
        pages,
        total: found.total,
        ...(found.partial && { partial: true }),
      },
    };
  }

  private getServer(args: ToolArguments): CallToolResult {
    const id = readIdArgument(args);
    const server = detailsOf(this.entry(id));
    const tools = server.tools.map(({ name }) => JSON.stringify(name)).join(', ');
    const text = `${lineOf(server)}: ${JSON.stringify(server.description)}\nTools: ${tools || 'none named'}. Quoted texts are its owner’s words.`;
    return {
      content: [{ type: 'text', text }, linkTo(server)],
      structuredContent: { server },
    };
  }

  private listTags(args: ToolArguments): CallToolResult {
    refuseArguments(args);
    const { tagCounts, capabilityCounts, visibleCount } = this.catalog.of(DEFAULT_SCOPE);
    const tags = tagCounts.top(TOP_LABELS);
    const capabilities = capabilityCounts.top(TOP_LABELS);
    return {
      content: [
        {
          type: 'text',
          text: `${visibleCount} servers.\nTags: ${words(tags)}.\nCapabilities: ${words(capabilities)}. Quoted texts are their owners’ words.`,
        },
      ],
      structuredContent: {
        tags: tags.map(([tag, count]) => ({ tag: labelText(tag), count })),
        capabilities: capabilities.map(([name, count]) => ({ capability: labelText(name), count })),
        total: visibleCount,
      },
    };
  }

  private entry(id: string): CatalogEntry {
    const catalog = this.catalog.of(DEFAULT_SCOPE);
    const entry = catalog.entry(id);
    if (entry !== undefined) return entry;
    throw notServed(catalog, id, printable(id, 128));
  }
}

function lineOf({ id, name, status, mcp_url, ...server }: ServerSummary | ServerDetails): string {
  const verified =
    server.verified_domain === undefined
      ? server.verification === 'key'
        ? 'signed by a key'
        : 'unverified'
      : `verified by ${server.verified_domain}`;
  return `${id} (${status}, ${verified}) at ${mcp_url} ${JSON.stringify(name)}`;
}

function linkTo({ uri, id, name }: ServerSummary | ServerDetails): ResourceLink {
  return { type: 'resource_link', uri, name: id, title: name, mimeType: 'application/json' };
}

function words(labels: readonly LabelCount[]): string {
  const quoted = labels.map(([label, count]) => `${JSON.stringify(labelText(label))} (${count})`);
  return quoted.join(', ') || 'none';
}
