import { EventEmitter } from 'node:events';
import type { Server } from 'node:http';
import type { Socket } from 'node:net';
import { describe, expect, it } from '@jest/globals';
import { loadConfig } from '../../config/load-config.js';
import { Budgets } from '../../limits/budgets.service.js';
import { ClientFinder } from '../callers/client-finder.service.js';
import { Connections } from './connections.service.js';

const PROXY = '10.0.0.1';

class FakeSocket extends EventEmitter {
  destroyed = false;

  constructor(readonly remoteAddress: string) {
    super();
  }

  destroy(): void {
    if (this.destroyed) return;
    this.destroyed = true;
    this.emit('close');
  }
}

/** A server with 20 connections, of which one client may have 2. */
function start(): {
  readonly connections: Connections;
  readonly budgets: Budgets;
  readonly connect: (address: string) => FakeSocket;
  readonly answers: (socket: FakeSocket) => string;
} {
  const config = loadConfig({ MAX_CONNECTIONS: '20', TRUSTED_PROXIES: PROXY });
  const budgets = new Budgets(config);
  const connections = new Connections(config, budgets, new ClientFinder(config));
  const server = new EventEmitter();
  connections.watch(server as Server);
  expect((server as Server).maxConnections).toBe(52);
  return {
    connections,
    budgets,
    connect: (address) => {
      const socket = new FakeSocket(address);
      server.emit('connection', socket);
      return socket;
    },
    answers: (socket) => connections.refusal(socket as unknown as Socket)?.code ?? 'everything',
  };
}

describe(Connections.name, () => {
  it('should give each client its share', () => {
    const { connect, answers } = start();
    const sockets = [1, 2, 3].map(() => connect('203.0.113.7'));
    expect(sockets.map(answers)).toEqual(['everything', 'everything', 'QUOTA_EXCEEDED']);
    expect(answers(connect('203.0.113.8'))).toBe('everything');
  });

  it('should give a trusted proxy as many as there are', () => {
    const { connect, answers } = start();
    const sockets = Array.from({ length: 21 }, () => connect(`::ffff:${PROXY}`));
    expect(sockets.slice(0, 20).map(answers)).toEqual(Array(20).fill('everything'));
    expect(sockets.slice(20).map(answers)).toEqual(['OVERLOADED']);
  });

  it('should keep places for the same machine when others use up all', () => {
    const { connect, answers } = start();
    const flood = Array.from({ length: 60 }, () => connect('203.0.113.7'));
    expect(flood.filter(({ destroyed }) => destroyed)).toHaveLength(60 - 2 - 16);
    const local = connect('127.0.0.1');
    expect([local.destroyed, answers(local)]).toEqual([false, 'everything']);
  });

  it('should remember nothing of connections that are closed', () => {
    const { connect, budgets } = start();
    const sockets = Array.from({ length: 40 }, (_, index) => connect(`203.0.113.${index % 4}`));
    for (const socket of sockets) socket.destroy();
    expect(budgets.of('connections').view()).toEqual({ used: 0, most: 20, clients: 0 });
    expect(connect('203.0.113.1').destroyed).toBe(false);
  });
});
