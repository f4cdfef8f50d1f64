import { createSocket, type Socket } from 'node:dgram';
import { once } from 'node:events';

const HEADER_BYTES = 12;
const A = 1;
const AAAA = 28;
const TXT = 16;
const NO_SUCH_NAME = 3;

/** What is known of a name: its addresses as bytes, or `silence` for names that nobody answers for. */
export type StubZone = Readonly<
  Record<
    string,
    { readonly v4?: string[]; readonly v6?: string[]; readonly txt?: string[] } | 'silence'
  >
>;

/** A name server on loopback that knows a few names (RFC 1035). */
export class DnsStub {
  readonly asked: string[] = [];

  private constructor(
    private readonly socket: Socket,
    private readonly zone: StubZone,
  ) {
    socket.on('message', (query, { port, address }) => {
      const answer = this.answer(query);
      if (answer !== undefined) socket.send(answer, port, address);
    });
  }

  static async start(zone: StubZone): Promise<DnsStub> {
    const socket = createSocket('udp4');
    socket.bind(0, '127.0.0.1');
    await once(socket, 'listening');
    return new DnsStub(socket, zone);
  }

  get server(): string {
    return `127.0.0.1:${this.socket.address().port}`;
  }

  stop(): void {
    this.socket.close();
  }

  private answer(query: Buffer): Buffer | undefined {
    const { name, end } = readName(query);
    const type = query.readUInt16BE(end);
    this.asked.push(name);
    const known = this.zone[name];
    if (known === 'silence') return undefined;
    const records = bytesOf(known, type).map((bytes) => {
      const head = Buffer.alloc(12);
      // The name of the question.
      head.writeUInt16BE(0xc00c, 0);
      head.writeUInt16BE(type, 2);
      head.writeUInt16BE(1, 4);
      head.writeUInt16BE(bytes.length, 10);
      return Buffer.concat([head, bytes]);
    });
    const header = Buffer.alloc(HEADER_BYTES);
    query.copy(header, 0, 0, 2);
    // An answer, with recursion.
    header.writeUInt16BE(0x8180 | (known === undefined ? NO_SUCH_NAME : 0), 2);
    header.writeUInt16BE(1, 4);
    header.writeUInt16BE(records.length, 6);
    return Buffer.concat([header, query.subarray(HEADER_BYTES, end + 4), ...records]);
  }
}

function bytesOf(known: Exclude<StubZone[string], 'silence'> | undefined, type: number): Buffer[] {
  switch (type) {
    case A:
      return known?.v4?.map(v4Bytes) ?? [];
    case AAAA:
      return known?.v6?.map(v6Bytes) ?? [];
    case TXT:
      return known?.txt?.map(textBytes) ?? [];
    default:
      return [];
  }
}

/** In pieces of at most 100 bytes; 255 are allowed. */
function textBytes(text: string): Buffer {
  const pieces = text.match(/.{1,100}/g) ?? [''];
  return Buffer.concat(
    pieces.map((piece) => Buffer.concat([Buffer.of(piece.length), Buffer.from(piece, 'latin1')])),
  );
}

function readName(query: Buffer): { readonly name: string; readonly end: number } {
  const labels: string[] = [];
  let at = HEADER_BYTES;
  for (let length = query.readUInt8(at); length > 0; length = query.readUInt8(at)) {
    labels.push(query.toString('latin1', at + 1, at + 1 + length));
    at += 1 + length;
  }
  return { name: labels.join('.'), end: at + 1 };
}

function v4Bytes(address: string): Buffer {
  return Buffer.from(address.split('.').map(Number));
}

/** Eight groups, nothing left out. */
function v6Bytes(address: string): Buffer {
  return Buffer.from(
    address
      .split(':')
      .map((group) => group.padStart(4, '0'))
      .join(''),
    'hex',
  );
}
