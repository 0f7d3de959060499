/** A picture's bytes, read at once, so that nothing holds the file. */
import type { FileHandle } from 'node:fs/promises';
import { WorkerError } from '../../main/engine/workers/types.ts';
import { withOriginal } from './open-original.ts';
import { type PhotoFormat, sniff, sniffBytes } from './photo-sniff.ts';

/** No camera writes more; a larger file with a picture's ending would only eat memory. */
const maxFileBytes = 2 ** 30;
const blockBytes = 2 ** 25;

/** Not at all where the first bytes rule it out. Rejects with WorkerError. */
export function readPicture(path: string): Promise<Uint8Array> {
  return withOriginal(path, readPictureFrom);
}

/** The same of an opened file. `alive` is called every 32 MiB. */
export async function readPictureFrom(file: FileHandle, alive = () => {}): Promise<Uint8Array> {
  const size = await sizeOf(file);
  const sniffed = await sniffFile(file, size);
  if (sniffed.kind === 'unsupported') throw new WorkerError('unsupported-format', sniffed.name);
  if (sniffed.kind === 'unknown') throw new WorkerError('not-a-picture', '');
  return readWhole(file, size, alive);
}

/** Undefined for a picture of other formats. Rejects with what the file system answers. */
export function readPictureOf(
  path: string,
  formats: readonly PhotoFormat[],
): Promise<Uint8Array | undefined> {
  return withOriginal(path, async (file) => {
    const size = await sizeOf(file);
    const sniffed = await sniffFile(file, size);
    if (sniffed.kind !== 'photo' || !formats.includes(sniffed.format)) return undefined;
    return readWhole(file, size);
  });
}

async function sizeOf(file: FileHandle): Promise<number> {
  const { size } = await file.stat();
  if (size === 0) throw new WorkerError('empty-file', '');
  return size;
}

async function sniffFile(file: FileHandle, size: number) {
  const head = Buffer.alloc(Math.min(sniffBytes, size));
  await file.read(head, 0, head.length, 0);
  return sniff(head);
}

async function readWhole(file: FileHandle, size: number, alive = () => {}): Promise<Uint8Array> {
  if (size > maxFileBytes) {
    throw new WorkerError('took-too-much-memory', `${Math.round(size / 2 ** 20)} MiB on disk`);
  }
  const bytes = Buffer.allocUnsafe(size);
  let position = 0;
  while (position < size) {
    const length = Math.min(blockBytes, size - position);
    const { bytesRead } = await file.read(bytes, position, length, position);
    if (bytesRead === 0) break;
    position += bytesRead;
    if (position < size) alive();
  }
  return bytes.subarray(0, position);
}
