import { Injectable } from '@nestjs/common';
import { readServerQuery, toFilter, toServerQuery } from '../catalog/query/read-server-query.js';
import type { ServerFilter, ServerQuery } from '../catalog/server-query.js';
import { readQuery } from '../common/http/read-query.js';
import { EventsQueryDto } from './dto/events-query.dto.js';
import { ListQueryDto } from './dto/list-query.dto.js';

const MAX_REMEMBERED = 1_000;

/** A listing's query with the seconds to wait for a difference. */
export interface ListQuery extends ServerQuery {
  readonly waitSeconds: number;
}

/** What an event stream tells. */
export interface EventsQuery extends ServerFilter {
  /** Events carry the entries. */
  readonly entries: boolean;
}

/** Reads query strings. Valid ones are remembered: the same few are asked again and again. */
@Injectable()
export class QueryReader {
  private readonly lists = new Map<string, ListQuery>();
  private readonly searches = new Map<string, ServerQuery>();
  private readonly streams = new Map<string, EventsQuery>();

  list(url: string): ListQuery {
    return remembered(this.lists, url, () => {
      const dto = readQuery(ListQueryDto, url);
      return { ...toServerQuery(dto), waitSeconds: Number(dto.wait?.[0] ?? 0) };
    });
  }

  search(url: string): ServerQuery {
    return remembered(this.searches, url, () => readServerQuery(url));
  }

  events(url: string): EventsQuery {
    return remembered(this.streams, url, () => {
      const dto = readQuery(EventsQueryDto, url);
      return { ...toFilter(dto), entries: dto.entries?.[0] === '1' };
    });
  }
}

function remembered<T>(known: Map<string, T>, url: string, read: () => T): T {
  const start = url.indexOf('?');
  const key = start === -1 ? '' : url.slice(start);
  let query = known.get(key);
  if (query === undefined) {
    query = read();
    if (known.size >= MAX_REMEMBERED) known.clear();
    known.set(key, query);
  }
  return query;
}
