import { ApiProperty, ApiPropertyOptional } from '@nestjs/swagger';
import { isObject } from 'class-validator';
import { FaultRule } from '../../common/http/fault-rule.js';
import { OptionalField } from '../../common/http/optional-field.js';
import { urlFault } from '../../manifest/http-url.js';
import { freeFormFaults, textFaults } from '../../manifest/field-faults.js';
import type { JsonObject, Tool } from '../../manifest/manifest.js';
import { LIMITS } from '../../manifest/manifest-limits.js';

/** A tool that a member offers. */
export class ToolDto implements Tool {
  @ApiProperty({ example: 'analyze_code', minLength: 1, maxLength: LIMITS.toolNameLength })
  @FaultRule('toolName', (value, path) =>
    textFaults(value, path, { min: 1, max: LIMITS.toolNameLength }),
  )
  name!: string;

  @ApiPropertyOptional({
    example: 'Finds problems in a source file.',
    maxLength: LIMITS.descriptionLength,
  })
  @OptionalField()
  @FaultRule('toolDescription', (value, path) =>
    textFaults(value, path, { min: 0, max: LIMITS.descriptionLength, lines: true }),
  )
  description?: string;

  @ApiPropertyOptional({
    example: 'http://localhost:8080/mcp/tools/analyze_code',
    description:
      'Where the member itself serves the tool over plain HTTP; never called by the directory.',
  })
  @OptionalField()
  @FaultRule('toolEndpoint', (value, path) => {
    const message = urlFault(value);
    return message === undefined ? [] : [{ path, message }];
  })
  endpoint?: string;

  @ApiPropertyOptional({
    type: 'object',
    additionalProperties: true,
    description: 'JSON Schema of the arguments.',
    example: { type: 'object', properties: { path: { type: 'string' } }, required: ['path'] },
  })
  @OptionalField()
  @FaultRule('inputSchema', (value, path) =>
    isObject(value) ? freeFormFaults(value, path) : [{ path, message: 'must be a JSON object' }],
  )
  input_schema?: JsonObject;
}
