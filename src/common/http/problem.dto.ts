import { ApiProperty, ApiPropertyOptional } from '@nestjs/swagger';
import { ERROR_CODES, type ErrorCode } from '../error-code.js';

/** One wrong field. */
export class FieldErrorDto {
  @ApiProperty({ example: 'tools[2].name', description: 'Empty when the whole body is meant.' })
  path!: string;

  @ApiProperty({ example: 'must not be empty' })
  message!: string;
}

/** Problem details, RFC 9457. */
export class ProblemDto {
  @ApiProperty({ example: 'urn:omega:directory:problem:validation-failed' })
  type!: string;

  @ApiProperty({ example: 'The request is not valid' })
  title!: string;

  @ApiProperty({ example: 400 })
  status!: number;

  @ApiProperty({ example: 'The body is not valid: 1 field is wrong.' })
  detail!: string;

  @ApiProperty({ enum: Object.keys(ERROR_CODES), description: 'Stable name of the error.' })
  code!: ErrorCode;

  @ApiPropertyOptional({
    type: () => [FieldErrorDto],
    description: 'Every wrong field, at most 100.',
  })
  errors?: FieldErrorDto[];
}
