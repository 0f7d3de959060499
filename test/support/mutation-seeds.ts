/** Small files of every kind that is read, for mutation: drawn, rendered, and the corpus' odd ones. */
import { mkdtemp, readdir, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { extname, join } from 'node:path';
import sharp from 'sharp';
import { mediaKindOf } from '../../main/engine/watch/media-kinds.ts';
import { corpusPath, hasCorpus } from './corpus-path.ts';
import { drawScene, makeClip } from './make-clip.ts';
import type { Seed } from './mutate.ts';

const side = { width: 96, height: 64, durationMs: 400 };
const largestOddBytes = 64 * 1024;

export async function madeSeeds(): Promise<Seed[]> {
  return [...(await pictures()), ...(await clips())];
}

async function pictures(): Promise<Seed[]> {
  const { rgb, width, height } = drawScene(1, side);
  const picture = () => sharp(rgb, { raw: { width, height, channels: 3 } });
  const withExif = { IFD0: { Make: 'Maker', Model: 'Camera', ImageDescription: 'a drawing' } };
  const made = {
    'plain.jpg': picture().jpeg(),
    'progressive.jpg': picture().withExif(withExif).jpeg({ progressive: true }),
    'plain.png': picture().png(),
    'palette.png': picture().png({ palette: true }),
    'plain.webp': picture().webp(),
    'lossless.webp': picture().withExif(withExif).webp({ lossless: true }),
    'plain.gif': picture().gif(),
    'plain.tiff': picture().tiff({ compression: 'lzw' }),
    'tiled.tiff': picture().tiff({
      tile: true,
      tileWidth: 32,
      tileHeight: 32,
      compression: 'jpeg',
    }),
    'plain.avif': picture().avif({ effort: 0 }),
  };
  return Promise.all(
    Object.entries(made).map(async ([name, image]) => ({ name, bytes: await image.toBuffer() })),
  );
}

async function clips(): Promise<Seed[]> {
  const folder = await mkdtemp(join(tmpdir(), 'afterimage-seeds-'));
  const scenes = [1, 2, 3].map((number) => drawScene(number, side));
  const plans = {
    'h264.mp4': {},
    'fast.mp4': { containerOptions: { movflags: '+faststart' }, audioCodec: 'aac' },
    'mpeg4.mov': { codec: 'mpeg4', rotation: 90 },
    'h264.mkv': {},
    'vp9.webm': { codec: 'libvpx-vp9', codecOptions: { deadline: 'realtime', 'cpu-used': '8' } },
    'mpeg4.avi': { codec: 'mpeg4' },
    'hevc.mp4': { codec: 'libx265', codecOptions: { preset: 'ultrafast' } },
  } as const;
  try {
    const seeds: Seed[] = [];
    for (const [name, plan] of Object.entries(plans)) {
      const path = join(folder, name);
      await makeClip(path, scenes, { framesPerSecond: 10, ...plan });
      seeds.push({ name, bytes: await readFile(path) });
    }
    return seeds;
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

/** None where the corpus is absent. */
export async function oddSeeds(): Promise<Seed[]> {
  if (!hasCorpus) return [];
  const seeds: Seed[] = [];
  const all = await readdir(corpusPath('odd'), { recursive: true, withFileTypes: true });
  for (const entry of all.toSorted((one, other) => (one.name < other.name ? -1 : 1))) {
    if (!entry.isFile() || mediaKindOf(entry.name) === undefined) continue;
    const bytes = await readFile(join(entry.parentPath, entry.name));
    if (bytes.length > 0 && bytes.length <= largestOddBytes) {
      seeds.push({ name: `odd${extname(entry.name)}`, bytes });
    }
  }
  return seeds;
}
