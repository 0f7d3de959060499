/** A disk that is full whenever a test wants it: a small tmpfs, where mounting is allowed. */
import { execFileSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmdirSync, rmSync, statfsSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { onTestFinished } from 'vitest';

function run(command: string, ...parameters: string[]): void {
  execFileSync(command, parameters, { stdio: ['ignore', 'ignore', 'pipe'] });
}

/** Why there is none here; null where there is. */
export const noSmallDisk: string | null = (() => {
  if (process.platform !== 'linux') return 'small disks are mounted on Linux alone';
  if (process.getuid?.() !== 0) return 'mounting needs root';
  const folder = mkdtempSync(join(tmpdir(), 'afterimage-mount-'));
  try {
    run('mount', '-t', 'tmpfs', '-o', 'size=1m', 'tmpfs', folder);
    run('umount', folder);
    return null;
  } catch (error) {
    return `mounting is not allowed here (${error instanceof Error ? error.message.split('\n')[1] : error})`;
  } finally {
    rmdirSync(folder);
  }
})();

export type SmallDisk = {
  readonly path: string;
  /** Takes all space but so much. */
  leave(bytes: number): void;
  /** Gives back what `leave` took. */
  free(): void;
};

/** Made at `path`; it goes away with the test. */
export function smallDisk(path: string, sizeBytes: number): SmallDisk {
  mkdirSync(path, { recursive: true });
  run('mount', '-t', 'tmpfs', '-o', `size=${sizeBytes}`, 'tmpfs', path);
  onTestFinished(() => run('umount', '--lazy', path));
  const filler = join(path, 'filler');
  const free = () => rmSync(filler, { force: true });
  return {
    path,
    leave(bytes) {
      free();
      const { bavail, bsize } = statfsSync(path);
      const taken = Math.max(0, bavail * bsize - bytes);
      writeFileSync(filler, Buffer.alloc(taken, 1));
    },
    free,
  };
}
