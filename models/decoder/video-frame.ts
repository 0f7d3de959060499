/** From a decoded frame to the model's pixels and a thumbnail. */
import {
  AV_PIX_FMT_RGB24,
  AVCOL_SPC_BT709,
  AVCOL_SPC_UNSPECIFIED,
  type AVPixelFormat,
} from 'node-av/constants';
import { avGetPixFmtName, Frame, SoftwareScaleContext } from 'node-av/lib';
import sharp from 'sharp';
import type { PixelPlan } from '../../main/engine/workers/protocol.ts';
import { type ModelPixels, type Thumbnail, WorkerError } from '../../main/engine/workers/types.ts';
import { isLarge, toModelPixels } from './model-pixels.ts';
import { explain } from './video-ffmpeg.ts';
import {
  displaySize,
  fitWithin,
  type Orientation,
  orient,
  type Size,
  turned,
} from './video-orientation.ts';

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

/** Scales frames of any size and pixel format to packed RGB. */
function createScaler(kernel: string) {
  let context: SoftwareScaleContext | null = null;
  let shape = '';
  return {
    scale(frame: Frame, to: { width: number; height: number }): Uint8Array {
      // HD video that does not name its colours means BT.709; swscale would take BT.601.
      if (frame.colorSpace === AVCOL_SPC_UNSPECIFIED && frame.height >= 720 && isYuv(frame)) {
        frame.colorSpace = AVCOL_SPC_BT709;
      }
      const next = [frame.width, frame.height, frame.format, to.width, to.height].join();
      if (context === null || next !== shape) {
        context?.freeContext();
        context = new SoftwareScaleContext();
        context.allocContext();
        context.setOption('sws_flags', `${kernel}+accurate_rnd+full_chroma_int+bitexact`);
        shape = next;
      }
      const out = new Frame();
      out.alloc();
      try {
        out.width = to.width;
        out.height = to.height;
        out.format = AV_PIX_FMT_RGB24;
        const code = out.allocBuffer() || context.scaleFrameSync(out, frame);
        if (code < 0) throw new WorkerError('unsupported-format', `scaling: ${explain(code)}`);
        return packRows(out, to);
      } finally {
        out.free();
      }
    },
    close(): void {
      context?.freeContext();
      context = null;
    },
  };
}

const isYuv = (frame: Frame): boolean =>
  (avGetPixFmtName(frame.format as AVPixelFormat) ?? '').startsWith('yuv');

/** FFmpeg pads its rows; ours follow each other. The result is a copy. */
function packRows(frame: Frame, size: { width: number; height: number }): Uint8Array {
  const plane = frame.data?.[0];
  const stride = frame.linesize[0] ?? 0;
  if (plane === undefined) throw new Error('a scaled frame has no pixels');
  const rowBytes = size.width * 3;
  const packed = new Uint8Array(rowBytes * size.height);
  for (let row = 0; row < size.height; row++) {
    packed.set(plane.subarray(row * stride, row * stride + rowBytes), row * rowBytes);
  }
  return packed;
}
