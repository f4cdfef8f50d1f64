import { ApiProperty, ApiPropertyOptional } from '@nestjs/swagger';
import { isObject, Length, Matches } from 'class-validator';
import type { FieldError } from '../../common/domain-error.js';
import { FaultRule } from '../../common/http/fault-rule.js';
import { OptionalField } from '../../common/http/optional-field.js';
import { faultsOf, objectFault, withFields } from '../../common/http/validate-dto.js';
import { withoutEdgeBounds } from '../../manifest/edge-bounds.js';
import {
  endpointFaults,
  labelFaults,
  metadataFaults,
  textFaults,
  versionFaults,
} from '../../manifest/field-faults.js';
import { iconFaults } from '../../manifest/icon-faults.js';
import type { Endpoints, JsonObject, ManifestDraft } from '../../manifest/manifest.js';
import { ID_PATTERN, LIMITS, REGISTRY_NAME_PATTERN } from '../../manifest/manifest-limits.js';
import { memberKeyFaults } from '../../manifest/member-key-faults.js';
import { probeFaults } from '../../manifest/probe-faults.js';
import type { PublicKeyJwk } from '../../manifest/public-key.js';
import { IconDto } from './icon.dto.js';
import { MemberKeyDto } from './member-key.dto.js';
import { ProbeSettingsDto } from './probe-settings.dto.js';
import { SecondsRule } from './seconds.rule.js';
import { ToolDto } from './tool.dto.js';

/** The manifest that a member registers. Unknown fields are refused; free-form data goes into `metadata`. */
export class RegisterServerDto implements ManifestDraft {
  /** See `edge-bounds.ts`. */
  static withoutLeftOut(message: object): object {
    const { tools } = message as Partial<RegisterServerDto>;
    if (!Array.isArray(tools)) return message;
    return { ...message, tools: tools.map(withoutBounds) };
  }

  @ApiProperty({ example: 'my_analyzer', pattern: ID_PATTERN.source })
  @Matches(ID_PATTERN, {
    message:
      'must be 1 to 128 letters, digits, dots, dashes or underscores and start with a letter or digit',
  })
  id!: string;

  @ApiProperty({ example: 'My Code Analyzer', minLength: 1, maxLength: LIMITS.displayNameLength })
  @FaultRule('displayName', (value, path) =>
    textFaults(value, path, { min: 1, max: LIMITS.displayNameLength }),
  )
  display_name!: string;

  @ApiPropertyOptional({
    example: 'Analyzes source code and reports problems.',
    maxLength: LIMITS.descriptionLength,
  })
  @OptionalField()
  @FaultRule('description', (value, path) =>
    textFaults(value, path, { min: 0, max: LIMITS.descriptionLength, lines: true }),
  )
  description?: string;

  @ApiProperty({ example: '1.0.0', minLength: 1, maxLength: LIMITS.versionLength })
  @FaultRule('version', versionFaults)
  version!: string;

  @ApiProperty({
    type: 'object',
    additionalProperties: { type: 'string', format: 'uri' },
    description:
      'URLs by name (http or https, no user information). `mcp` is required, `health` optional.',
    example: { mcp: 'http://localhost:8080/mcp', health: 'http://localhost:8080/health' },
  })
  @FaultRule('endpoints', endpointFaults)
  endpoints!: Endpoints;

  @ApiPropertyOptional({ type: () => [ToolDto], maxItems: LIMITS.tools })
  @OptionalField()
  @FaultRule('tools', toolFaults)
  tools?: ToolDto[];

  @ApiPropertyOptional({
    type: [String],
    maxItems: LIMITS.labels,
    description: 'Stored trimmed, in lower case and unique. No commas.',
    example: ['static-analysis'],
  })
  @OptionalField()
  @FaultRule('capabilities', labelFaults)
  capabilities?: string[];

  @ApiPropertyOptional({
    type: [String],
    maxItems: LIMITS.labels,
    description: 'Stored trimmed, in lower case and unique. No commas.',
    example: ['code', 'analysis', 'python'],
  })
  @OptionalField()
  @FaultRule('tags', labelFaults)
  tags?: string[];

  @ApiPropertyOptional({
    type: 'integer',
    minimum: LIMITS.cacheTtlSeconds.min,
    maximum: LIMITS.cacheTtlSeconds.max,
    default: LIMITS.cacheTtlSeconds.default,
    description: 'Seconds that a client may keep the entry.',
  })
  @OptionalField()
  @SecondsRule(LIMITS.cacheTtlSeconds)
  cache_ttl_seconds?: number;

  @ApiPropertyOptional({
    type: 'integer',
    default: LIMITS.heartbeatIntervalSeconds.default,
    description:
      'Seconds between two heartbeats, 5 to 3600; 0 = static: no heartbeats, never removed by time.',
  })
  @OptionalField()
  @SecondsRule({ ...LIMITS.heartbeatIntervalSeconds, orZero: true })
  heartbeat_interval_seconds?: number;

  @ApiPropertyOptional({
    example: 'com.example/my-analyzer',
    description: "The server's name in the official MCP registry: reverse DNS, a slash, a name.",
  })
  @OptionalField()
  @Length(3, LIMITS.registryNameLength, { message: 'must be 3 to 200 characters long' })
  @Matches(REGISTRY_NAME_PATTERN, {
    message: 'must be a reverse-DNS name with one slash, as com.example/name',
  })
  registry_name?: string;

  @ApiPropertyOptional({
    type: () => ProbeSettingsDto,
    description:
      'Lets the directory look after the server by itself: `endpoints.health` where given, else the MCP endpoint. ' +
      'A static server takes its status from it; on any other it is shown beside the lease.',
  })
  @OptionalField()
  @FaultRule('probe', probeFaults)
  probe?: ProbeSettingsDto;

  @ApiPropertyOptional({
    type: () => MemberKeyDto,
    description:
      'Pins the id to this public key: from then on register, heartbeat and removal need its signature (RFC 9421), this ' +
      'first registration too. Another key is taken when the pinned one signed; without the field the pin stays.',
  })
  @OptionalField()
  @FaultRule('memberKey', memberKeyFaults)
  member_key?: PublicKeyJwk;

  @ApiPropertyOptional({
    type: () => [IconDto],
    maxItems: LIMITS.icons,
    description: 'For user interfaces that list servers.',
  })
  @OptionalField()
  @FaultRule('icons', iconFaults)
  icons?: IconDto[];

  @ApiPropertyOptional({
    type: 'object',
    additionalProperties: true,
    description: 'Free-form JSON, at most 16 KiB and 8 levels.',
    example: { team: 'platform' },
  })
  @OptionalField()
  @FaultRule('metadata', metadataFaults)
  metadata?: JsonObject;
}

function withoutBounds(tool: unknown): unknown {
  const schema = (tool as Partial<ToolDto> | null)?.input_schema;
  if (!isObject<JsonObject>(schema)) return tool;
  return { ...(tool as object), input_schema: withoutEdgeBounds(schema) };
}

function toolFaults(value: unknown, path: string): FieldError[] {
  if (!Array.isArray(value)) return [{ path, message: 'must be a list of tools' }];
  if (value.length > LIMITS.tools) {
    return [{ path, message: `must have at most ${LIMITS.tools} tools` }];
  }
  return value.flatMap((item: unknown, index) => {
    const at = `${path}[${index}]`;
    const message = objectFault(item);
    if (message !== undefined) return [{ path: at, message }];
    return faultsOf(withFields(ToolDto, item as object), at);
  });
}
