import { ApiProperty, getSchemaPath } from '@nestjs/swagger';
import { FaultRule } from '../../common/http/fault-rule.js';
import { HeartbeatDto } from './heartbeat.dto.js';
import { RegisterServerDto } from './register-server.dto.js';

/** Most items of one batch. */
const BATCH_ITEMS = 1_000;

function ItemList(): PropertyDecorator {
  return FaultRule('itemList', (value, path) => {
    const valid = Array.isArray(value) && value.length >= 1 && value.length <= BATCH_ITEMS;
    return valid ? [] : [{ path, message: `must be a list of 1 to ${BATCH_ITEMS} items` }];
  });
}

/** Many registrations in one request; each is checked on its own. */
export class BatchRegisterDto {
  static readonly itemField = 'servers';

  @ApiProperty({
    type: 'array',
    minItems: 1,
    maxItems: BATCH_ITEMS,
    items: { $ref: getSchemaPath(RegisterServerDto) },
  })
  @ItemList()
  servers!: unknown[];
}

/** Many heartbeats in one request; each is checked on its own. */
export class BatchHeartbeatDto {
  static readonly itemField = 'heartbeats';

  @ApiProperty({
    type: 'array',
    minItems: 1,
    maxItems: BATCH_ITEMS,
    items: { $ref: getSchemaPath(HeartbeatDto) },
  })
  @ItemList()
  heartbeats!: unknown[];
}
