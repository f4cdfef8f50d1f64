import type { Server } from 'node:http';
import type { Socket } from 'node:net';
import { Injectable, Logger, type OnApplicationBootstrap } from '@nestjs/common';
import { LOCAL_CLIENT } from '../../common/client-key.js';
import type { DomainError } from '../../common/domain-error.js';
import { AppConfig } from '../../config/app-config.js';
import { GUEST_CONNECTIONS } from '../../config/limits-of.js';
import { Budgets } from '../../limits/budgets.service.js';
import { noRoom } from '../../limits/hold.js';
import { ClientFinder } from '../callers/client-finder.service.js';

const NAME = 'connections';
/** How long a connection beyond the limit may ask and take its answer. */
const GUEST_MS = 2_000;

/**
 * Counts connections, each client's and all together. One beyond the limits is a guest: it lives for two seconds, gets
 * health routes answered, and everything else refused with a reason.
 */
@Injectable()
export class Connections implements OnApplicationBootstrap {
  private readonly logger = new Logger('Connections');
  private readonly guests = new Map<Socket, DomainError>();

  constructor(
    private readonly config: AppConfig,
    private readonly budgets: Budgets,
    private readonly clients: ClientFinder,
  ) {}

  onApplicationBootstrap(): void {
    const { fewFiles, held } = this.config.limits;
    if (fewFiles === undefined) return;
    this.logger.warn({
      msg: `The process may open ${fewFiles.limit} files and needs ${fewFiles.needed}: raise "ulimit -n"`,
      connections: held.connections,
    });
  }

  watch(server: Server): void {
    server.maxConnections = this.config.limits.held.connections + GUEST_CONNECTIONS;
    // Before Node's own listener, so that the client is known when the first request comes.
    server.prependListener('connection', (socket: Socket) => {
      this.receive(socket);
    });
  }

  /** Why nothing but health is answered on a connection; `undefined` = everything is. */
  refusal(socket: Socket): DomainError | undefined {
    return this.guests.size === 0 ? undefined : this.guests.get(socket);
  }

  private receive(socket: Socket): void {
    const client = this.clients.meet(socket);
    // All clients of a proxy come from its address.
    const key = this.clients.isProxy(socket) ? LOCAL_CLIENT : client.key;
    const budget = this.budgets.of(NAME);
    const refusal = budget.refusal(key, 1);
    if (refusal !== undefined) {
      this.receiveGuest(socket, key, noRoom(NAME, refusal));
      return;
    }
    budget.take(key, 1);
    socket.once('close', () => {
      budget.give(key, 1);
    });
  }

  /** Half of the places are kept for programs on the same machine, such as health checks of containers. */
  private receiveGuest(socket: Socket, key: string, reason: DomainError): void {
    const places = key === LOCAL_CLIENT ? GUEST_CONNECTIONS : GUEST_CONNECTIONS / 2;
    if (this.guests.size >= places) {
      socket.destroy();
      return;
    }
    this.guests.set(socket, reason);
    const timer = setTimeout(() => socket.destroy(), GUEST_MS).unref();
    socket.once('close', () => {
      clearTimeout(timer);
      this.guests.delete(socket);
    });
  }
}
