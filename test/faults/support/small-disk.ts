import { execFileSync } from 'node:child_process';
import { rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { tempDir } from '../../support/temp-dir.js';

const MIB = 1_048_576;
const SIZE_MIB = 16;
const BLOCK_BYTES = 4_096;

/** A real file system that is small enough to be filled; making one needs root. */
export class SmallDisk {
  private readonly ballast: string;

  private constructor(
    readonly path: string,
    private readonly remove: () => Promise<void>,
  ) {
    this.ballast = join(path, 'ballast');
  }

  /** One that is there already. */
  static at(path: string): SmallDisk {
    return new SmallDisk(path, () => Promise.resolve());
  }

  /** Makes one; `undefined` = none can be made here. */
  static async mount(): Promise<SmallDisk | undefined> {
    const { path, remove } = await tempDir();
    try {
      const options = ['-t', 'tmpfs', '-o', `size=${SIZE_MIB}m`, 'tmpfs', path];
      execFileSync('mount', options, { stdio: 'ignore' });
      return new SmallDisk(path, remove);
    } catch {
      await remove();
      return undefined;
    }
  }

  /** Takes all the room that is left, to the last block. */
  async fill(): Promise<void> {
    for (const size of [MIB, BLOCK_BYTES]) {
      const block = Buffer.alloc(size);
      for (;;) {
        try {
          await writeFile(this.ballast, block, { flag: 'a' });
        } catch (error) {
          if ((error as NodeJS.ErrnoException).code !== 'ENOSPC') throw error;
          break;
        }
      }
    }
  }

  /** Gives the room back. */
  async free(): Promise<void> {
    await rm(this.ballast, { force: true });
  }

  async unmount(): Promise<void> {
    execFileSync('umount', [this.path]);
    await this.remove();
  }
}
