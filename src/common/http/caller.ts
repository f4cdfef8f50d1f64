import type { Request } from 'express';
import { actorOf } from './actor.js';
import { clientOf } from './client.js';

/** The sender of a change. */
export interface Caller {
  /** For the history: role and address. */
  readonly actor: string;
  /** Whose share of the limits it uses, see `client-key.ts`. */
  readonly client: string;
}

/** The caller of a request. */
export function callerOf(request: Request, role: 'member' | 'operator' = 'member'): Caller {
  return { actor: actorOf(request, role), client: clientOf(request).key };
}
