/** From a decoded frame to the model's pixels and a thumbnail. */
import type { Frame } from 'node-av/lib';
import sharp from 'sharp';
import type { PixelPlan } from '../../main/engine/workers/protocol.ts';
import type { ModelPixels, Thumbnail } from '../../main/engine/workers/types.ts';
import { isLarge, toModelPixels } from './model-pixels.ts';
import {
  displaySize,
  fitWithin,
  type Orientation,
  orient,
  type Size,
  turned,
} from './video-orientation.ts';
import { createScaler } from './video-scaler.ts';

/** A thumbnail fits into this. */
const thumbnailBox = { width: 480, height: 320 };
const thumbnailQuality = 78;

/** swscale's names of the manifest's kernels; the ones it lacks get their nearest relative. */
const kernels = {
  nearest: 'neighbor',
  linear: 'bilinear',
  cubic: 'bicubic',
  mitchell: 'bicubic',
  lanczos2: 'lanczos',
  lanczos3: 'lanczos',
} as const satisfies Record<PixelPlan['kernel'], string>;

export type FrameScaler = {
  /** The whole frame squashed to the model's size, upright: to compare frames. */
  squash(frame: Frame): ModelPixels;
  /** What the model sees: a large frame as the training photos were (`model-pixels.ts`). */
  modelPixels(frame: Frame): Promise<ModelPixels>;
  thumbnail(frame: Frame): Promise<Thumbnail>;
  close(): void;
};

export function createFrameScaler(
  plan: PixelPlan,
  orientation: Orientation,
  aspect: { readonly num: number; readonly den: number },
): FrameScaler {
  const { trained } = plan;
  const model = createScaler(kernels[plan.kernel]);
  const training = createScaler(kernels[trained?.kernel ?? plan.kernel]);
  const small = createScaler('area');
  // Turning afterwards, while there are few pixels, gives the same picture as turning before.
  function squashTo({ width, height }: Size, scaler: typeof model, frame: Frame): ModelPixels {
    const size = turned({ width, height }, orientation);
    return { width, height, data: orient(scaler.scale(frame, size), size, orientation) };
  }
  return {
    squash: (frame) => squashTo(plan, model, frame),
    async modelPixels(frame) {
      const { width: originalWidth, height: originalHeight } = frame;
      if (trained === undefined || !isLarge(originalWidth, originalHeight, plan)) {
        return squashTo(plan, model, frame);
      }
      const small = squashTo(trained, training, frame);
      return toModelPixels({ ...small, originalWidth, originalHeight }, plan);
    },
    async thumbnail(frame) {
      const shown = displaySize(frame, aspect, orientation);
      const { width, height } = fitWithin(shown, thumbnailBox);
      const size = turned({ width, height }, orientation);
      const data = orient(small.scale(frame, size), size, orientation);
      const webp = await sharp(data, { raw: { width, height, channels: 3 } })
        .webp({ quality: thumbnailQuality, effort: 2 })
        .toBuffer();
      return { data: new Uint8Array(webp), width, height };
    },
    close() {
      model.close();
      training.close();
      small.close();
    },
  };
}
