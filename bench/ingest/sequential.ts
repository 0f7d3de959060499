/**
 * A plain script: one file after the other through sharp, ONNX Runtime with a thread a core, and
 * SQLite. `whole` does what Afterimage does to a file (SHA-256, the model's two resizes, a thumbnail);
 * `least` only what a vector needs.
 */
import { createHash } from 'node:crypto';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { availableParallelism, tmpdir } from 'node:os';
import { join } from 'node:path';
import SqliteDatabase from 'better-sqlite3';
import { InferenceSession, Tensor } from 'onnxruntime-node';
import sharp from 'sharp';
import { builtinModelPath } from '../../main/engine/workers/index.ts';
import { toModelInput } from '../../models/runtime/vision.ts';
import { manifest } from '../../test/support/builtin-model.ts';

export type Thoroughness = 'whole' | 'least';
type Read = {
  readonly hash: Buffer | null;
  readonly thumbnail: Buffer | null;
  readonly pixels: Buffer;
};

const { vision } = manifest;
const { width, height } = vision;

/** Photos a second. */
export async function runSequentially(
  files: readonly string[],
  thoroughness: Thoroughness,
): Promise<number> {
  const folder = mkdtempSync(join(tmpdir(), 'afterimage-sequential-'));
  const database = new SqliteDatabase(join(folder, 'photos.sqlite'));
  database.pragma('journal_mode = WAL');
  database.pragma('synchronous = NORMAL');
  database.exec(
    'CREATE TABLE photo (path TEXT PRIMARY KEY, hash BLOB, vector BLOB, thumbnail BLOB)',
  );
  const insert = database.prepare('INSERT OR REPLACE INTO photo VALUES (?, ?, ?, ?)');
  const session = await InferenceSession.create(join(builtinModelPath, vision.file), {
    intraOpNumThreads: availableParallelism(),
  });
  const read = thoroughness === 'whole' ? readWhole : readLeast;
  const one = async (file: string) => {
    const { hash, thumbnail, pixels } = await read(file);
    const input = toModelInput({ width, height, data: pixels }, vision);
    const tensor = new Tensor('float32', input, [1, 3, height, width]);
    const { [vision.output]: output } = await session.run({ [vision.input]: tensor });
    const vector = output?.data as Float32Array;
    insert.run(
      file,
      hash,
      Buffer.from(vector.buffer, vector.byteOffset, vector.byteLength),
      thumbnail,
    );
  };
  try {
    for (const file of files.slice(0, 4)) await one(file);
    const startedMs = performance.now();
    for (const file of files) await one(file);
    return (1_000 * files.length) / (performance.now() - startedMs);
  } finally {
    database.close();
    rmSync(folder, { recursive: true });
  }
}

async function readLeast(file: string): Promise<Read> {
  const pixels = await sharp(file)
    .autoOrient()
    .resize(width, height, { fit: 'fill' })
    .removeAlpha();
  return { hash: null, thumbnail: null, pixels: await pixels.raw().toBuffer() };
}

/** Decoded once, shrunk while loading; the rest is made from that. */
async function readWhole(file: string): Promise<Read> {
  const bytes = readFileSync(file);
  const hash = createHash('sha256').update(bytes).digest();
  const { data, info } = await sharp(bytes)
    .autoOrient()
    .resize(500, 500, { fit: 'outside', withoutEnlargement: true })
    .removeAlpha()
    .raw()
    .toBuffer({ resolveWithObject: true });
  const raw = { width: info.width, height: info.height, channels: 3 } as const;
  const thumbnail = await sharp(data, { raw })
    .resize(480, 320, { fit: 'inside', withoutEnlargement: true })
    .webp({ quality: 75, effort: 0 })
    .toBuffer();
  const small = await sharp(data, { raw })
    .resize(224, 224, { fit: 'fill', kernel: 'linear' })
    .jpeg({ quality: 78 })
    .toBuffer();
  const pixels = await sharp(small)
    .resize(width, height, { fit: 'fill', kernel: 'cubic' })
    .raw()
    .toBuffer();
  return { hash, thumbnail, pixels };
}
