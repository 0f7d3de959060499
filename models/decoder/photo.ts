/** Photos: pixels for the model, a thumbnail, what the file says of itself, display renditions. */
import type { Region } from '../../main/engine/contract/search.ts';
import type { DescribeFile, PixelPlan } from '../../main/engine/workers/protocol.ts';
import type { DecodedPhoto } from '../../main/engine/workers/types.ts';
import { readPhotoSays } from './metadata/photo-says.ts';
import { explainDamage } from './photo-damage.ts';
import { readPhotoMetadata } from './photo-metadata.ts';
import {
  type OpenedPhoto,
  openPhoto,
  readBlocks,
  sharp,
  translateSharpError,
} from './photo-open.ts';
import { momentFromRgb, planIntermediate } from './photo-pixels.ts';
import { readPicture } from './read-picture.ts';

const renditionQuality = 82;
const maxWebpEdge = 16_383;

/** Rejects with WorkerError; never fails because of a file's metadata alone. */
export async function decodePhoto(
  path: string,
  plan: PixelPlan,
  region?: Region,
): Promise<DecodedPhoto> {
  return decodePicture(await readPicture(path), plan, region);
}

/** The same from memory. `bytes`: the whole file. `region`: a part of it, as if it were the whole. */
export async function decodePicture(
  bytes: Uint8Array,
  plan: PixelPlan,
  region?: Region,
): Promise<DecodedPhoto> {
  let opened: OpenedPhoto | undefined;
  try {
    opened = await openPhoto(bytes, plan.maxPixels);
    const shown = windowOf(opened, region);
    const { width, height } = planIntermediate(shown, plan);
    const picture = region === undefined ? upright(opened) : upright(opened).extract(shown);
    const rgb = await picture.resize(width, height, { fit: 'fill' }).raw().toBuffer();
    const source = { data: rgb, width, height, originalWidth: shown.width };
    const moment = await momentFromRgb({ ...source, originalHeight: shown.height }, plan);
    return {
      metadata: readPhotoMetadata(opened),
      moments: [{ timeMs: null, shot: 0, ...moment }],
    };
  } catch (error) {
    throw await explainDamage(translateSharpError(error), opened?.readable ?? bytes);
  }
}

/** What it says of itself, without its pixels. Rejects as `decodePhoto`. */
export const describePhoto: DescribeFile = async (path) => {
  const bytes = await readPicture(path);
  return readPhotoSays(bytes, await readBlocks(bytes).catch(() => ({})));
};

/** WebP, upright, sRGB, at most `maxEdge` pixels on the long side, never enlarged. */
export async function renderPhoto(
  path: string,
  { maxEdge, maxPixels }: { maxEdge: number; maxPixels: number },
): Promise<Uint8Array> {
  try {
    const opened = await openPhoto(await readPicture(path), maxPixels);
    const edge = Math.max(1, Math.min(maxEdge, maxWebpEdge));
    return await sharp(opened.readable, opened.input)
      .autoOrient()
      .resize(edge, edge, { fit: 'inside', withoutEnlargement: true })
      .toColourspace('srgb')
      .webp({ quality: renditionQuality, effort: 2 })
      .toBuffer();
  } catch (error) {
    throw translateSharpError(error);
  }
}

/** In pixels, at least one of them. */
function windowOf(
  { width, height }: { readonly width: number; readonly height: number },
  region: Region = { left: 0, top: 0, width: 1, height: 1 },
) {
  const left = Math.min(Math.round(region.left * width), width - 1);
  const top = Math.min(Math.round(region.top * height), height - 1);
  return {
    left,
    top,
    width: Math.max(1, Math.min(Math.round(region.width * width), width - left)),
    height: Math.max(1, Math.min(Math.round(region.height * height), height - top)),
  };
}

/** On white, as the training saw it. */
function upright(opened: OpenedPhoto) {
  return sharp(opened.readable, opened.input)
    .autoOrient()
    .flatten({ background: '#ffffff' })
    .toColourspace('srgb');
}
