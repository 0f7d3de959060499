/** Files to index: drawn 12-megapixel JPEGs, made once and kept in .afterimage/bench; real ones where they are. */
import { existsSync, mkdirSync, readdirSync, renameSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import sharp from 'sharp';
import { corpusPath, hasCorpus } from '../../test/support/corpus-path.ts';
import { createRandom } from '../search/random.ts';

const [width, height] = [4_000, 3_000];
const kept = fileURLToPath(new URL('../../.afterimage/bench/ingest/', import.meta.url));

export type FileSet = { readonly name: string; readonly folder: string; readonly files: string[] };

export async function fileSets(photos: number, say: (line: string) => void): Promise<FileSet[]> {
  const sets = [setOf('12 megapixels, drawn', await largePhotos(photos, say), photos)];
  if (hasCorpus) {
    sets.push(setOf('224 pixels, real', corpusPath('photos', 'val'), Number.MAX_SAFE_INTEGER));
    sets.push(setOf('500 pixels, real', corpusPath('originals'), Number.MAX_SAFE_INTEGER));
  }
  return sets;
}

function setOf(name: string, folder: string, most: number): FileSet {
  const files = readdirSync(folder)
    .filter((file) => file.endsWith('.jpg'))
    .sort()
    .slice(0, most)
    .map((file) => join(folder, file));
  return { name, folder, files };
}

async function largePhotos(count: number, say: (line: string) => void): Promise<string> {
  const folder = join(kept, `large-${count}`);
  if (existsSync(folder)) return folder;
  say(`drawing ${count} photos of 12 megapixels (once)`);
  const making = `${folder}.new`;
  rmSync(making, { recursive: true, force: true });
  mkdirSync(making, { recursive: true });
  const grain = await sensorNoise();
  for (let number = 0; number < count; number += 1) {
    await drawPhoto(join(making, `photo-${String(number).padStart(4, '0')}.jpg`), number, grain);
  }
  renameSync(making, folder);
  return folder;
}

/** What a sensor adds, so that a file has the size that a camera's has. */
function sensorNoise(): Promise<Buffer> {
  const noise = { type: 'gaussian', mean: 128, sigma: 9 } as const;
  return sharp({ create: { width, height, channels: 3, background: '#808080', noise } })
    .png({ compressionLevel: 1 })
    .toBuffer();
}

/** Hills before a sky, with some hundred things on them: edges at all scales. */
async function drawPhoto(path: string, number: number, grain: Buffer): Promise<void> {
  const { uniform } = createRandom(number + 1);
  const between = (low: number, high: number) => low + (high - low) * uniform();
  const colour = (light: number) =>
    `hsl(${Math.round(between(0, 360))} ${Math.round(between(20, 80))}% ${light}%)`;
  const things = Array.from({ length: 240 }, () => {
    const [x, y, size] = [between(0, width), between(height / 3, height), between(8, 260)];
    return uniform() < 0.5
      ? `<circle cx="${x}" cy="${y}" r="${size / 2}" fill="${colour(between(20, 80))}"/>`
      : `<rect x="${x}" y="${y}" width="${size}" height="${size * between(0.3, 2)}" fill="${colour(between(20, 80))}" transform="rotate(${between(0, 90)} ${x} ${y})"/>`;
  });
  const drawing = `<svg xmlns="http://www.w3.org/2000/svg" width="${width}" height="${height}">
    <linearGradient id="sky" x2="0" y2="1"><stop stop-color="${colour(55)}"/><stop offset="1" stop-color="${colour(85)}"/></linearGradient>
    <rect width="100%" height="100%" fill="url(#sky)"/>
    <path d="M0 ${height} V${between(900, 1_500)} Q${width / 2} ${between(600, 1_800)} ${width} ${between(900, 1_500)} V${height} Z" fill="${colour(40)}"/>
    ${things.join('')}</svg>`;
  await sharp(Buffer.from(drawing))
    .removeAlpha()
    .composite([{ input: grain, blend: 'soft-light' }])
    .jpeg({ quality: 90 })
    .toFile(path);
}
