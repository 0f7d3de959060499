/**
 * What recognising a moved video costs: `npm run -s measure -- sampled-videos FOLDER`. Files of random
 * bytes are made in FOLDER, on the disk that is of interest, and removed. Milliseconds: the whole hash,
 * the samples, and the hash in parts that can be gone on with; first from the disk (where its cache may
 * be dropped, as root on Linux), then from memory.
 */
import { execFileSync } from 'node:child_process';
import { randomFillSync } from 'node:crypto';
import { mkdtemp, open, rm } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { hashPart } from '../../models/decoder/hash-part.ts';
import { identify } from '../../models/decoder/identify.ts';
import { sample } from '../../models/decoder/sample.ts';

const mebibyte = 1024 * 1024;
const sizes = [16, 32, 64, 128, 512, 2048];
const quiet = () => {};

function dropCaches(): boolean {
  try {
    execFileSync('sh', ['-c', 'sync; echo 3 > /proc/sys/vm/drop_caches'], { stdio: 'ignore' });
    return true;
  } catch {
    return false;
  }
}

async function write(path: string, mebibytes: number): Promise<void> {
  const file = await open(path, 'w');
  const block = Buffer.alloc(mebibyte);
  for (let written = 0; written < mebibytes; written += 1) await file.write(randomFillSync(block));
  await file.close();
}

async function milliseconds(work: () => Promise<unknown>): Promise<number> {
  const startMs = performance.now();
  await work();
  return Math.round(performance.now() - startMs);
}

const [parent] = process.argv.slice(2);
if (parent === undefined) throw new Error('sampled-videos needs a folder to write in');
const folder = await mkdtemp(join(resolve(parent), 'afterimage-samples-'));
try {
  if (!dropCaches()) console.log('The cache cannot be dropped here: all of it is from memory.');
  console.log('MiB   whole hash    samples      in parts   (from the disk, from memory)');
  for (const size of sizes) {
    const path = join(folder, `${size}.mp4`);
    await write(path, size);
    const columns: string[] = [];
    for (const work of [
      () => identify(path, quiet),
      () => sample(path),
      () => hashPart(path, undefined, size * mebibyte, quiet),
    ]) {
      dropCaches();
      const cold = await milliseconds(work);
      columns.push(`${cold}, ${await milliseconds(work)}`.padStart(12));
    }
    console.log(`${size}`.padEnd(5), columns.join(' '));
    await rm(path);
  }
} finally {
  await rm(folder, { recursive: true, force: true });
}
