/** A large video known by samples, so that one that moved need not be read whole. */
import { createHash } from 'node:crypto';
import type { FileHandle } from 'node:fs/promises';
import { type FileSample, WorkerError } from '../../main/engine/workers/types.ts';
import { confirmSame } from './identify.ts';
import { withOriginal } from './open-original.ts';
import { readDurationMs } from './video-duration.ts';

/**
 * Containers keep their tables at either end, so the first and the last block are among them; the
 * others tell apart what only differs within. These numbers are part of what a fingerprint is:
 * with others every large video would be another one.
 */
const blocks = 16;
const blockBytes = 64 * 1024;
const version = 'afterimage samples 1';

/**
 * Of a file's size and of `blocks` blocks of it, evenly apart. Rejects with `kept-changing` when it
 * changed meanwhile.
 */
export function sample(path: string): Promise<FileSample> {
  return withOriginal(path, async (file) => {
    const before = await file.stat({ bigint: true });
    const sizeBytes = Number(before.size);
    const hash = createHash('sha256').update(`${version} ${sizeBytes}\n`);
    for (const offset of sampleOffsets(sizeBytes)) hash.update(await readBlock(file, offset));
    const durationMs = await readDurationMs(path);
    await confirmSame(path, file, before);
    return {
      fingerprint: hash.digest('hex'),
      durationMs,
      sizeBytes,
      modifiedNs: String(before.mtimeNs),
    };
  });
}

/** Where blocks begin: the first at 0, the last at the end. A small file has fewer of them. */
export function sampleOffsets(sizeBytes: number): number[] {
  const last = Math.max(0, sizeBytes - blockBytes);
  const offsets = Array.from({ length: blocks }, (_, index) =>
    Math.floor((last * index) / (blocks - 1)),
  );
  return [...new Set(offsets)];
}

async function readBlock(file: FileHandle, offset: number): Promise<Buffer> {
  const block = Buffer.allocUnsafe(blockBytes);
  let filled = 0;
  while (filled < blockBytes) {
    const { bytesRead } = await file.read(block, filled, blockBytes - filled, offset + filled);
    if (bytesRead === 0) break;
    filled += bytesRead;
  }
  if (filled === 0) throw new WorkerError('kept-changing', `nothing at ${offset}`, { retry: true });
  return block.subarray(0, filled);
}
