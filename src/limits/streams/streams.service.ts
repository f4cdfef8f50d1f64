import { Injectable } from '@nestjs/common';
import type { Request, Response } from 'express';
import { clientOf } from '../../common/http/client.js';
import { whenOver } from '../../common/http/when-over.js';
import { Budgets } from '../budgets.service.js';
import { SharedHold } from './shared-hold.js';
import { StreamReader } from './stream-reader.js';

/** Lets clients watch: streams, what waits for their readers, and different searches are limited. */
@Injectable()
export class Streams {
  constructor(private readonly budgets: Budgets) {}

  /**
   * Counts a stream until it is over; to be called before its head is sent.
   * @throws QUOTA_EXCEEDED, OVERLOADED when there are too many
   */
  admit(request: Request, response: Response): void {
    const hold = this.budgets.hold('event streams', clientOf(request).key, 1);
    whenOver(request, response, () => {
      hold.release();
    });
  }

  /** The reader of an admitted stream. */
  reader(request: Request, response: Response): StreamReader {
    const buffers = this.budgets.of('stream buffer bytes');
    return new StreamReader(response, clientOf(request).key, buffers);
  }

  /** A search that may be watched, by many who share it; it counts from the first of them on. */
  search(): SharedHold {
    return new SharedHold(this.budgets.of('watched searches'), 1);
  }
}
