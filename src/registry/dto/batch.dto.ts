import { ApiProperty, getSchemaPath } from '@nestjs/swagger';
import { BatchItems, MOST_ITEMS } from '../../bodies/batch-items.js';
import { FaultRule } from '../../common/http/fault-rule.js';
import { HeartbeatDto } from './heartbeat.dto.js';
import { RegisterItemDto } from './register-item.dto.js';

function ItemList(): PropertyDecorator {
  return FaultRule('itemList', (value, path) => {
    const valid = value instanceof BatchItems && value.count >= 1 && value.count <= MOST_ITEMS;
    return valid ? [] : [{ path, message: `must be a list of 1 to ${MOST_ITEMS} items` }];
  });
}

/** Many registrations in one request; each is checked on its own. */
export class BatchRegisterDto {
  static readonly itemField = 'servers';

  @ApiProperty({
    type: 'array',
    minItems: 1,
    maxItems: MOST_ITEMS,
    items: { $ref: getSchemaPath(RegisterItemDto) },
  })
  @ItemList()
  servers!: BatchItems;
}

/** Many heartbeats in one request; each is checked on its own. */
export class BatchHeartbeatDto {
  static readonly itemField = 'heartbeats';

  @ApiProperty({
    type: 'array',
    minItems: 1,
    maxItems: MOST_ITEMS,
    items: { $ref: getSchemaPath(HeartbeatDto) },
  })
  @ItemList()
  heartbeats!: BatchItems;
}
