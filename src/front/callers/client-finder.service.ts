import type { IncomingMessage } from 'node:http';
import type { Socket } from 'node:net';
import { Injectable } from '@nestjs/common';
import { clientAt, setClient, type Client } from '../../common/http/client.js';
import { AppConfig } from '../../config/app-config.js';
import { clientAddress, plainAddress } from './client-address.js';
import { TrustedProxies } from './trusted-proxies.js';

/** Most values of `X-Forwarded-For` whose client is remembered. */
const MOST_REMEMBERED = 1_000;
const LONGEST_REMEMBERED = 64;

/** Finds out which client a request comes from. It is the only reader of peers' addresses and `X-Forwarded-For`. */
@Injectable()
export class ClientFinder {
  private readonly proxies: TrustedProxies;
  private readonly fromProxies = new WeakSet<Socket>();
  private readonly remembered = new Map<string, Client>();

  constructor({ trustedProxies }: AppConfig) {
    this.proxies = new TrustedProxies(trustedProxies);
  }

  /** Notes the client at the other end of a new connection. */
  meet(socket: Socket): Client {
    const address = plainAddress(socket.remoteAddress ?? 'unknown');
    if (this.proxies.include(address)) this.fromProxies.add(socket);
    const client = clientAt(address);
    setClient(socket, client);
    return client;
  }

  /** Whether a connection is that of a trusted proxy, whose `X-Forwarded-…` headers are believed. */
  isProxy(socket: Socket): boolean {
    return this.proxies.some && this.fromProxies.has(socket);
  }

  /** Notes the client of a request where a proxy stands between; else that of its connection is known. */
  note(request: IncomingMessage): void {
    if (!this.isProxy(request.socket)) return;
    const header = request.headers['x-forwarded-for'];
    if (typeof header !== 'string') return;
    const known = this.remembered.get(header);
    setClient(request, known ?? this.find(request.socket, header));
  }

  private find(socket: Socket, header: string): Client {
    const peer = plainAddress(socket.remoteAddress ?? 'unknown');
    const address = clientAddress(peer, header, (proxy) => this.proxies.include(proxy));
    const client = clientAt(address);
    if (address === peer || header.length > LONGEST_REMEMBERED) return client;
    if (this.remembered.size >= MOST_REMEMBERED) this.remembered.clear();
    this.remembered.set(header, client);
    return client;
  }
}
