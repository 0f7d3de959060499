/**
 * How fast photos become codes: the whole path in the product (find, hash, decode, thumbnail,
 * encode, store) beside the encoder alone, in the same run.
 * `npm run -s measure -- photo-path FOLDER [COUNT]`: FOLDER holds real photos; COUNT of them are used
 * as they are and, enlarged to 4000 x 3000, as a camera's.
 */
import { copyFile, mkdir, mkdtemp, readdir, realpath, rm } from 'node:fs/promises';
import { cpus, tmpdir } from 'node:os';
import { basename, join } from 'node:path';
import sharp from 'sharp';
import { startWorkers } from '../../main/engine/workers/index.ts';
import { json } from '../support/program.ts';

const [given, counted = '200'] = process.argv.slice(2);
if (given === undefined) throw new Error('which folder of photos?');
const photos = (await readdir(given))
  .filter((name) => name.endsWith('.jpg'))
  .sort()
  .slice(0, Number(counted))
  .map((name) => join(given, name));
if (photos.length === 0) throw new Error(`no .jpg in ${given}, or ${counted} is no number of them`);
const root = await realpath(await mkdtemp(join(tmpdir(), 'afterimage-measure-')));
try {
  const small = join(root, 'small');
  const large = join(root, 'large');
  await mkdir(small);
  await mkdir(large);
  for (const photo of photos) {
    await copyFile(photo, join(small, basename(photo)));
    await sharp(photo)
      .resize(4000, 3000, { fit: 'fill' })
      .jpeg({ quality: 90 })
      .toFile(join(large, basename(photo)));
  }
  console.log(
    JSON.stringify(
      {
        processor: `${cpus().length} x ${cpus()[0]?.model}`,
        photos: photos.length,
        encoderAlone: await encoderAlone(),
        asTheyAre: await wholePath(small),
        twelveMegapixels: await wholePath(large),
      },
      null,
      2,
    ),
  );
} finally {
  await rm(root, { recursive: true, force: true });
}

/** Photos a second. The library is new each time, the children start with the first photo. */
async function wholePath(folder: string): Promise<number> {
  const library = join(root, `library-${basename(folder)}`);
  const startedMs = performance.now();
  const { encoded } = await json<{ encoded: number }>(['index', folder, '--library', library]);
  if (encoded !== photos.length) throw new Error(`${encoded} were indexed`);
  return rate(performance.now() - startedMs);
}

/** Photos a second, decoded beforehand. */
async function encoderAlone(): Promise<number> {
  const workers = startWorkers();
  try {
    const pixels = [];
    for (const photo of photos) {
      const { moments } = await workers.decodePhoto(photo);
      pixels.push(...moments.map((moment) => moment.pixels));
    }
    await workers.encodePictures(pixels.slice(0, 4));
    const startedMs = performance.now();
    await workers.encodePictures(pixels);
    return rate(performance.now() - startedMs);
  } finally {
    await workers.close();
  }
}

function rate(tookMs: number): number {
  return Math.round((photos.length / tookMs) * 10_000) / 10;
}
