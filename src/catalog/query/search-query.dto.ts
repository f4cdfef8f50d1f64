import { IntersectionType } from '@nestjs/swagger';
import { PageQueryDto } from '../../common/http/page-query.dto.js';
import { FilterQueryDto } from './filter-query.dto.js';

/** Filters and page of a search. */
export class SearchQueryDto extends IntersectionType(FilterQueryDto, PageQueryDto) {}
