import type { Request } from 'express';
import { clientOf } from './client.js';

/**
 * The sender of a request, for the history: nobody is authenticated yet, so the address and what the route is for are all
 * that is known.
 */
export function actorOf(request: Request, role: 'member' | 'operator' = 'member'): string {
  return `${role}@${clientOf(request).address}`;
}

/** An actor as strangers may know it: its role. Its address is for the store and the log. */
export function roleOf(actor: string): string {
  return actor.split('@', 1)[0] ?? actor;
}
