import { Injectable } from '@nestjs/common';
import type { ServerFilter, ServerQuery } from '../catalog/server-query.js';
import { pageOf } from '../common/http/page-query.dto.js';
import { readQuery, type RawParams } from '../common/http/read-query.js';
import { normaliseLabel } from '../manifest/text-rules.js';
import type { Status } from '../manifest/status.js';
import { EventsQueryDto } from './dto/events-query.dto.js';
import type { FilterQueryDto } from './dto/filter-query.dto.js';
import { ListQueryDto } from './dto/list-query.dto.js';
import { SearchQueryDto } from './dto/search-query.dto.js';

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
    return remembered(this.searches, url, () => toServerQuery(readQuery(SearchQueryDto, url)));
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

function toServerQuery(dto: SearchQueryDto): ServerQuery {
  return { ...toFilter(dto), ...pageOf(dto) };
}

function toFilter(dto: FilterQueryDto): ServerFilter {
  return {
    tags: filters(dto.tag),
    capabilities: filters(dto.capability),
    statuses: (dto.status?.[0]?.split(',') ?? []).map((status) => status.trim() as Status),
    text: dto.q?.[0]?.trim() ?? '',
  };
}

function filters(values: RawParams): string[][] {
  return (values ?? []).map((value) => value.split(',').map(normaliseLabel));
}
