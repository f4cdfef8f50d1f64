import { ApiProperty, getSchemaPath } from '@nestjs/swagger';
import { ArrayMaxSize, ArrayMinSize, IsArray } from 'class-validator';
import { HeartbeatDto } from './heartbeat.dto.js';
import { RegisterServerDto } from './register-server.dto.js';

/** Most items of one batch. */
const BATCH_ITEMS = 1_000;

const SIZE = { message: `must have 1 to ${BATCH_ITEMS} items` };

/** Many registrations in one request; each is checked on its own. */
export class BatchRegisterDto {
  @ApiProperty({
    type: 'array',
    minItems: 1,
    maxItems: BATCH_ITEMS,
    items: { $ref: getSchemaPath(RegisterServerDto) },
  })
  @IsArray({ message: 'must be a list of manifests' })
  @ArrayMinSize(1, SIZE)
  @ArrayMaxSize(BATCH_ITEMS, SIZE)
  servers!: unknown[];
}

/** Many heartbeats in one request; each is checked on its own. */
export class BatchHeartbeatDto {
  @ApiProperty({
    type: 'array',
    minItems: 1,
    maxItems: BATCH_ITEMS,
    items: { $ref: getSchemaPath(HeartbeatDto) },
  })
  @IsArray({ message: 'must be a list of heartbeats' })
  @ArrayMinSize(1, SIZE)
  @ArrayMaxSize(BATCH_ITEMS, SIZE)
  heartbeats!: unknown[];
}
