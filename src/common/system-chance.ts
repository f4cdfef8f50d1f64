import { Injectable } from '@nestjs/common';
import { Chance } from './chance.js';

/** Chance as it comes. */
@Injectable()
export class SystemChance extends Chance {
  next(): number {
    return Math.random();
  }
}
