import { EventEmitter } from 'node:events';
import { describe, expect, it } from '@jest/globals';
import { Budget } from '../budget.js';
import { StreamReader } from './stream-reader.js';

const KIB = 1_024;
const PIECE = 'x'.repeat(64 * KIB);

/** An answer whose reader takes nothing until the test asks for it. */
class Unread extends EventEmitter {
  writableLength = 0;
  destroyed = false;

  get writableNeedDrain(): boolean {
    return this.writableLength > 16 * KIB;
  }

  write(text: string): void {
    this.writableLength += text.length;
  }

  destroy(): void {
    this.destroyed = true;
    this.emit('close');
  }

  take(): void {
    this.writableLength = 0;
    this.emit('drain');
  }
}

class Scene {
  readonly buffers: Budget;
  private readonly answers: Unread[] = [];

  constructor(most: number, share: number) {
    this.buffers = new Budget('stream buffer bytes', { most, share });
  }

  open(client: string): { answer: Unread; reader: StreamReader } {
    const answer = new Unread();
    this.answers.push(answer);
    return { answer, reader: new StreamReader(answer as never, client, this.buffers) };
  }

  /** Sends pieces until the reader is cut off; the most that waited, in KiB. */
  fill({ answer, reader }: { answer: Unread; reader: StreamReader }): number {
    let most = 0;
    for (let piece = 0; piece < 100 && reader.open; piece += 1) {
      most = Math.max(most, answer.writableLength);
      reader.send(PIECE);
    }
    return most / KIB;
  }

  get waiting(): number {
    return this.answers.reduce((sum, { writableLength }) => sum + writableLength, 0);
  }
}

describe(StreamReader.name, () => {
  it('should have 1 MiB while there is much room, and give all back in the end', () => {
    const scene = new Scene(64 * 1_024 * KIB, 32 * 1_024 * KIB);
    const slow = scene.open('a');
    expect(scene.fill(slow)).toBe(1_024 + 64);
    expect([slow.answer.destroyed, slow.reader.wasCutOff, scene.buffers.used]).toEqual([
      true,
      true,
      0,
    ]);
  });

  it('should have 256 KiB when half of the room is used', () => {
    const scene = new Scene(1_000 * KIB, 1_000 * KIB);
    scene.buffers.take('others', 501 * KIB);
    expect(scene.fill(scene.open('a'))).toBe(256 + 64);
  });

  it('should not wait for a client that has used its share, though others may', () => {
    const scene = new Scene(10_000 * KIB, 300 * KIB);
    const held = Array.from({ length: 6 }, () => scene.open('a'));
    for (const { reader } of held) reader.send(PIECE);
    expect(scene.buffers.usedBy('a')).toBe(6 * 64 * KIB);
    held[0]?.reader.send(PIECE);
    expect(held[0]?.reader.wasCutOff).toBe(true);
    const other = scene.open('b');
    other.reader.send(PIECE);
    other.reader.send(PIECE);
    expect(other.reader.open).toBe(true);
  });

  it('should hold little in all, however many do not read, and cut off nobody who does', () => {
    const most = 2_000 * KIB;
    const scene = new Scene(most, most);
    const quick = scene.open('a');
    const slow = Array.from({ length: 200 }, () => scene.open('a'));
    for (let round = 0; round < 20; round += 1) {
      for (const { reader } of [quick, ...slow]) reader.send(PIECE);
      quick.answer.take();
    }
    expect(scene.buffers.used).toBeLessThanOrEqual(most);
    expect(quick.reader.open).toBe(true);
    expect(slow.every(({ reader }) => reader.open)).toBe(false);
  });
});
