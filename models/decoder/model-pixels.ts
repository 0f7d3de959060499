/** From a decoded picture, or one already made small, to what the model sees. */
import type { PixelPlan } from '../../main/engine/workers/protocol.ts';
import type { ModelPixels } from '../../main/engine/workers/types.ts';
import { resizeRgb } from '../runtime/resample.ts';
import { sharp } from './photo-open.ts';

/** RGB, 8 bits, row by row; `data.length` = width * height * 3. */
export type RgbPicture = {
  readonly width: number;
  readonly height: number;
  readonly data: Uint8Array;
  /** The picture's own size, where `data` is already smaller. */
  readonly originalWidth: number;
  readonly originalHeight: number;
};

/**
 * Squashed to the model's size. A picture much larger than the training photos were is first made
 * as they are: that small, and a JPEG. A sharper picture than any it was trained on means less to
 * a small model (docs/model.md, "Real photos").
 */
export async function toModelPixels(picture: RgbPicture, plan: PixelPlan): Promise<ModelPixels> {
  const seen = await asTrained(picture, plan);
  const data = resizeRgb(seen, plan.width, plan.height, plan.kernel);
  return { width: plan.width, height: plan.height, data };
}

/** Whether a picture of that size is much larger than the training photos were. */
export function isLarge(width: number, height: number, { trained }: Pick<PixelPlan, 'trained'>) {
  if (trained === undefined) return false;
  return width * height >= trained.areaFrom * trained.width * trained.height;
}

async function asTrained(picture: RgbPicture, plan: PixelPlan) {
  const { trained } = plan;
  if (trained === undefined || !isLarge(picture.originalWidth, picture.originalHeight, plan)) {
    return picture;
  }
  const { width, height, jpegQuality: quality } = trained;
  const small = resizeRgb(picture, width, height, trained.kernel);
  const jpeg = await sharp(small, { raw: { width, height, channels: 3 } })
    .jpeg({ quality, chromaSubsampling: '4:2:0' })
    .toBuffer();
  return { width, height, data: await sharp(jpeg).raw().toBuffer() };
}
