import { ApiExtraModels, ApiProperty, ApiPropertyOptional, getSchemaPath } from '@nestjs/swagger';
import { ProblemDto } from '../../common/http/problem.dto.js';
import type { Problem } from '../../common/problem.js';
import { HeartbeatAnswerDto } from './heartbeat-answer.dto.js';
import { RegisterAnswerDto } from './register-answer.dto.js';

/** What became of one item of a batch: an answer or a problem. */
@ApiExtraModels(RegisterAnswerDto, HeartbeatAnswerDto)
export class BatchResultDto {
  @ApiProperty({ example: 0, description: 'Place of the item in the request.' })
  index!: number;

  @ApiProperty({ type: String, nullable: true, example: 'my_analyzer' })
  id!: string | null;

  @ApiProperty({ example: 201, description: 'HTTP status that the single route would have.' })
  status!: number;

  @ApiPropertyOptional({
    oneOf: [
      { $ref: getSchemaPath(RegisterAnswerDto) },
      { $ref: getSchemaPath(HeartbeatAnswerDto) },
    ],
    description: "The single route's answer, when the item was taken.",
  })
  answer?: RegisterAnswerDto | HeartbeatAnswerDto;

  @ApiPropertyOptional({ type: () => ProblemDto, description: 'Why the item was not taken.' })
  problem?: Problem;
}

/** The results in the order of the items. */
export class BatchAnswerDto {
  @ApiProperty({ type: () => [BatchResultDto] })
  results!: BatchResultDto[];
}
