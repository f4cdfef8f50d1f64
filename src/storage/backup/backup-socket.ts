import { chmodSync, rmSync } from 'node:fs';
import { createServer, type Server, type Socket } from 'node:net';
import { join } from 'node:path';
import { Logger } from '@nestjs/common';
import { parseJson } from '../../common/parse-json.js';

const FILE = 'backup.sock';

/** The kernel's limit is 108 with the byte that ends it; longer paths would be cut silently. */
const LONGEST_PATH = 103;

const MOST_CONNECTIONS = 4;
const MOST_CHARACTERS = 8_192;
const ASKING_TAKES_AT_MOST_MS = 5_000;

/** What the command asks for: a line of JSON. */
export interface BackupRequest {
  /** The absolute path of a file that does not exist yet. */
  readonly file: string;
}

/** What it is answered: a line of JSON; `fault` is `null` when the backup is complete. */
export interface BackupReply {
  readonly fault: string | null;
}

/** Where the running directory of a `DATA_DIR` can be asked for a backup; `null` when the path is too long for that. */
export function backupSocketOf(directory: string): string | null {
  const path = join(directory, FILE);
  return Buffer.byteLength(path) > LONGEST_PATH ? null : path;
}

/**
 * Where the command `backup` asks the running directory for a copy of its store: only that process can read the file. A
 * socket in `DATA_DIR`, for the directory's own user, so that no client of the network can ask.
 */
export class BackupSocket {
  private readonly logger = new Logger('Backup');
  private readonly server: Server;
  private readonly open = new Set<Socket>();
  private isBusy = false;

  /** `backUp` writes a complete copy into a new file. */
  constructor(private readonly backUp: (file: string) => Promise<void>) {
    this.server = createServer((socket) => {
      this.take(socket);
    });
    this.server.maxConnections = MOST_CONNECTIONS;
    this.server.unref();
  }

  /** Without the socket the directory serves all the same. To be called by the process that has the lock of the store. */
  async listen(directory: string): Promise<void> {
    const path = backupSocketOf(directory);
    try {
      if (path === null) throw new Error('the path of DATA_DIR is too long for a socket');
      // What a killed process has left.
      rmSync(path, { force: true });
      await new Promise<void>((resolve, reject) => {
        this.server.once('error', reject).listen(path, resolve);
      });
      chmodSync(path, 0o600);
    } catch (error) {
      const reason = error instanceof Error ? error.message : String(error);
      this.logger.warn(`Backups can be made only while the directory is stopped: ${reason}`);
    }
  }

  close(): void {
    this.server.close(() => undefined);
    for (const socket of this.open) socket.destroy();
  }

  private take(socket: Socket): void {
    let text = '';
    this.open.add(socket);
    socket.setEncoding('utf8').setTimeout(ASKING_TAKES_AT_MOST_MS, () => socket.destroy());
    socket.on('error', () => undefined);
    socket.on('close', () => this.open.delete(socket));
    socket.on('data', (part: string) => {
      text += part;
      if (text.length > MOST_CHARACTERS) socket.destroy();
      if (!text.endsWith('\n')) return;
      socket.pause().setTimeout(0);
      void this.answer(text).then((fault) => {
        socket.end(`${JSON.stringify({ fault } satisfies BackupReply)}\n`);
      });
    });
  }

  /** Why there is no backup; `null` = there is one. */
  private async answer(text: string): Promise<string | null> {
    if (this.isBusy) return 'another backup is being made';
    this.isBusy = true;
    try {
      const { file } = parseJson(text) as BackupRequest;
      await this.backUp(file);
      this.logger.log({ msg: 'A backup was made', file });
      return null;
    } catch (error) {
      const reason = error instanceof Error ? error.message : String(error);
      this.logger.warn({ msg: 'A backup failed', reason });
      return reason;
    } finally {
      this.isBusy = false;
    }
  }
}
