import { ApiProperty, ApiPropertyOptional } from '@nestjs/swagger';
import { ICON_SIZE_PATTERN, ICON_THEMES, ICON_TYPES, type Icon } from '../../manifest/icon.js';
import { LIMITS } from '../../manifest/manifest-limits.js';

/** An icon of a server, as MCP and the official registry have it; see `iconFaults` for the rules. */
export class IconDto implements Icon {
  @ApiProperty({
    format: 'uri',
    maxLength: LIMITS.iconUrlLength,
    pattern: '^https:',
    example: 'https://example.com/icon.png',
  })
  src!: string;

  @ApiPropertyOptional({ enum: ICON_TYPES, example: 'image/png' })
  mimeType?: NonNullable<Icon['mimeType']>;

  @ApiPropertyOptional({
    type: 'array',
    maxItems: LIMITS.iconSizes,
    items: { type: 'string', pattern: ICON_SIZE_PATTERN.source },
    description: 'Width and height in pixels, or `any`.',
    example: ['48x48'],
  })
  sizes?: string[];

  @ApiPropertyOptional({ enum: ICON_THEMES, description: 'The background that it is made for.' })
  theme?: NonNullable<Icon['theme']>;
}
