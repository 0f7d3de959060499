/** Files for tests of ingest: many different photos at little cost. */
import { execFile } from 'node:child_process';
import { utimes, writeFile } from 'node:fs/promises';
import { promisify } from 'node:util';
import sharp from 'sharp';

let drawn: Promise<Buffer> | undefined;

/** A small JPEG of its own: the same drawing with a different tail, which decoders pass over. */
export async function photoBytes(number: number): Promise<Buffer> {
  drawn ??= sharp({ create: { width: 64, height: 48, channels: 3, background: '#c04020' } })
    .jpeg()
    .toBuffer();
  return Buffer.concat([await drawn, Buffer.from(`photo ${number}`)]);
}

/** Written, as it were, a minute ago, unless `fresh`. */
export async function writePhoto(
  path: string,
  number: number,
  { fresh = false } = {},
): Promise<void> {
  await writeFile(path, await photoBytes(number));
  if (!fresh) await makeOld(path);
}

export async function makeOld(path: string, seconds = 60): Promise<void> {
  // Whole seconds, which a copy has too.
  const time = Math.floor(Date.now() / 1000) - seconds;
  await utimes(path, time, time);
}

export async function makePipe(path: string): Promise<void> {
  await promisify(execFile)('mkfifo', [path]);
}
