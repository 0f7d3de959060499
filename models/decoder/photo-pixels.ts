/** From one decoded picture: the model's pixels and the thumbnail. */
import type { PixelPlan } from '../../main/engine/workers/protocol.ts';
import type { ModelPixels, Thumbnail } from '../../main/engine/workers/types.ts';
import { type RgbPicture, toModelPixels } from './model-pixels.ts';
import { sharp } from './photo-open.ts';

type Size = { readonly width: number; readonly height: number };

const thumbnailHeight = 320;
const thumbnailMaxWidth = 480;
const thumbnailQuality = 75;

/** The size of a picture's thumbnail, never enlarged. */
export function planThumbnail({ width, height }: Size): Size {
  const scale = Math.min(1, thumbnailHeight / height, thumbnailMaxWidth / width);
  return {
    width: Math.max(1, Math.round(width * scale)),
    height: Math.max(1, Math.round(height * scale)),
  };
}

/**
 * The size to decode to, once for both: the picture's own, halved as often as it stays no smaller
 * than what is made from it. Halving is what JPEG and WebP decoders do for free (shrink on load);
 * a small picture is not resized here, so that it goes straight to what the model sees.
 */
export function planIntermediate(picture: Size, plan: Size & Pick<PixelPlan, 'trained'>): Size {
  const thumbnail = planThumbnail(picture);
  const { width = 0, height = 0 } = plan.trained ?? {};
  return {
    width: halve(picture.width, Math.max(plan.width, width, thumbnail.width)),
    height: halve(picture.height, Math.max(plan.height, height, thumbnail.height)),
  };
}

function halve(length: number, atLeast: number): number {
  let divisor = 1;
  while (Math.ceil(length / (divisor * 2)) >= atLeast) divisor *= 2;
  return Math.ceil(length / divisor);
}

export async function momentFromRgb(
  picture: RgbPicture,
  plan: PixelPlan,
): Promise<{ pixels: ModelPixels; thumbnail: Thumbnail }> {
  const { width, height, data } = picture;
  const raw = { width, height, channels: 3 } as const;
  const size = planThumbnail({ width: picture.originalWidth, height: picture.originalHeight });
  const pixels = await toModelPixels(picture, plan);
  const thumbnail = await sharp(data, { raw, limitInputPixels: false })
    .resize(size.width, size.height, { fit: 'fill' })
    .webp({ quality: thumbnailQuality, effort: 0 })
    .toBuffer();
  return { pixels, thumbnail: { data: thumbnail, ...size } };
}
