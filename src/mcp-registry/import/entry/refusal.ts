import { printable } from '../../../common/printable.js';

/** An entry of the list that is not registered, and why. */
export interface Refusal {
  /** Place in the list, from 1 on. */
  readonly position: number;
  /** Name and version, as far as the entry has them. */
  readonly label: string;
  readonly reason: string;
}

/** How an entry is called in what is printed. */
export function labelOf(position: number, name: unknown, version: unknown): string {
  if (typeof name !== 'string' || name.trim() === '') return `entry ${position}`;
  return printable(typeof version === 'string' ? `${name} ${version}` : name, 120);
}
