/** A file's bytes, by their hash. */
import { createHash } from 'node:crypto';
import type { BigIntStats } from 'node:fs';
import { type FileHandle, stat } from 'node:fs/promises';
import { type FileIdentity, WorkerError } from '../../main/engine/workers/types.ts';
import { withOriginal } from './open-original.ts';

const blockBytes = 1 << 20;
const aliveBytes = 32 * blockBytes;

/**
 * SHA-256 of the whole file. Rejects with `kept-changing` when its size or time, or the file at
 * this path, changed meanwhile. `alive` is called every 32 MiB.
 */
export function identify(path: string, alive: () => void): Promise<FileIdentity> {
  return withOriginal(path, async (file) => {
    const before = await file.stat({ bigint: true });
    const hash = createHash('sha256');
    const size = Number(before.size);
    const block = Buffer.allocUnsafe(Math.max(1, Math.min(blockBytes, size + 1)));
    let position = 0;
    let lastAlive = 0;
    for (;;) {
      const { bytesRead } = await file.read(block, 0, block.length, position);
      if (bytesRead === 0) break;
      hash.update(block.subarray(0, bytesRead));
      position += bytesRead;
      // A short read must not put the signs of life off for ever.
      if (position - lastAlive < aliveBytes) continue;
      lastAlive = position;
      alive();
    }
    await confirmSame(path, file, before, BigInt(position) === before.size);
    return {
      contentHash: hash.digest('hex'),
      sizeBytes: size,
      modifiedNs: String(before.mtimeNs),
    };
  });
}

/** Rejects with `kept-changing` where the file, or what is at its path, is not what it was. */
export async function confirmSame(
  path: string,
  file: FileHandle,
  before: BigIntStats,
  isWhole = true,
): Promise<void> {
  const after = await file.stat({ bigint: true });
  const now = await stat(path, { bigint: true });
  const same =
    isWhole &&
    [after, now].every(
      ({ ino, size, mtimeNs }) =>
        ino === before.ino && size === before.size && mtimeNs === before.mtimeNs,
    );
  if (same) return;
  throw new WorkerError('kept-changing', `${before.size} bytes at first`, { retry: true });
}
