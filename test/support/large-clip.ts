/** A real clip that is as large as one wants, whose bytes between its samples can be changed. */
import { open, readFile, utimes, writeFile } from 'node:fs/promises';
import { sampleOffsets } from '../../models/decoder/sample.ts';
import { drawScene, makeClip } from './make-clip.ts';

const mebibyte = 1024 * 1024;
export const clipBytes = 2 * mebibyte;
const sampleBytes = 65_536;
const oldSeconds = 1_700_000_000;

/** Two seconds of a drawing, and after it a box of `filler` that players pass over. */
export async function writeLargeClip(path: string, seed: number, filler = 'a'): Promise<void> {
  await makeClip(path, [drawScene(seed, { width: 64, height: 48, durationMs: 2_000 })], {
    container: 'mp4',
  });
  const clip = await readFile(path);
  const box = Buffer.alloc(clipBytes - clip.length, filler);
  box.writeUInt32BE(box.length, 0);
  box.write('free', 4, 'latin1');
  await writeFile(path, Buffer.concat([clip, box]));
  // Whole seconds, which can be put back exactly.
  await utimes(path, oldSeconds, oldSeconds);
}

/** Other bytes, the same size and time. `seen`: in a sample, else between two of them. */
export async function changeInPlace(path: string, { seen }: { seen: boolean }): Promise<void> {
  const offset = sampleOffsets(clipBytes)[8] as number;
  const file = await open(path, 'r+');
  await file.write('changed', seen ? offset : offset + sampleBytes);
  await file.close();
  await utimes(path, oldSeconds, oldSeconds);
}
