/** Frames of any size, pixel format and colours, as small pictures for an ordinary screen. */
import {
  AV_FRAME_FLAG_INTERLACED,
  AV_PIX_FMT_GBRP12LE,
  AV_PIX_FMT_RGB24,
  AV_PIX_FMT_RGBA,
  AVCOL_PRI_BT709,
  AVCOL_PRI_BT2020,
  AVCOL_PRI_SMPTE431,
  AVCOL_PRI_SMPTE432,
  AVCOL_SPC_BT709,
  AVCOL_SPC_BT2020_NCL,
  AVCOL_SPC_UNSPECIFIED,
  AVCOL_TRC_ARIB_STD_B67,
  AVCOL_TRC_SMPTE2084,
  type AVPixelFormat,
} from 'node-av/constants';
import { avGetPixFmtName, Frame, SoftwareScaleContext } from 'node-av/lib';
import { WorkerError } from '../../main/engine/workers/types.ts';
import { hasAlpha } from './formats/frame-pixels.ts';
import { type Colours, type Gamut, type Transfer, toOrdinaryColours } from './video-colours.ts';
import { explain } from './video-ffmpeg.ts';
import { createFieldTaker } from './video-fields.ts';
import type { Size } from './video-orientation.ts';

export type Scaler = {
  /** Packed RGB, 8 bits, what is transparent on white. `kernel`s are swscale's. Throws WorkerError `unsupported-format`. */
  scale(frame: Frame, to: Size): Uint8Array;
  close(): void;
};

export function createScaler(kernel: string): Scaler {
  let context: SoftwareScaleContext | null = null;
  let shape = '';
  const fields = createFieldTaker();
  function scaleTo<Packed>(
    frame: Frame,
    to: Size,
    format: AVPixelFormat,
    pack: (out: Frame, size: Size) => Packed,
  ): Packed {
    const next = [frame.width, frame.height, frame.format, to.width, to.height, format].join();
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
      out.format = format;
      // As the frame's, or swscale would map them in a way of its own.
      out.colorPrimaries = frame.colorPrimaries;
      out.colorTrc = frame.colorTrc;
      const code = out.allocBuffer() || context.scaleFrameSync(out, frame);
      if (code < 0) throw new WorkerError('unsupported-format', `scaling: ${explain(code)}`);
      return pack(out, to);
    } finally {
      out.free();
    }
  }
  return {
    scale(frame, to) {
      const colours = coloursOf(frame);
      nameMatrix(frame, colours);
      const picture = frame.hasFlags(AV_FRAME_FLAG_INTERLACED) ? fields.first(frame) : frame;
      // Pictures that move alone have it.
      if (hasAlpha(picture)) return onWhite(scaleTo(picture, to, AV_PIX_FMT_RGBA, packRgba));
      if (colours === null) return scaleTo(picture, to, AV_PIX_FMT_RGB24, packRgb);
      // Not RGB48: swscale mixes its channels up where the size stays and the kernel is linear.
      const signals = scaleTo(picture, to, AV_PIX_FMT_GBRP12LE, packPlanes);
      return toOrdinaryColours(signals, colours);
    },
    close() {
      context?.freeContext();
      context = null;
      fields.close();
    },
  };
}

const transfers: ReadonlyMap<number, Transfer> = new Map([
  [AVCOL_TRC_SMPTE2084, 'pq'],
  [AVCOL_TRC_ARIB_STD_B67, 'hlg'],
]);
const gamuts: ReadonlyMap<number, Gamut> = new Map([
  [AVCOL_PRI_BT709, 'bt709'],
  [AVCOL_PRI_BT2020, 'bt2020'],
  [AVCOL_PRI_SMPTE431, 'p3'],
  [AVCOL_PRI_SMPTE432, 'p3'],
]);

/** Null where they are an ordinary screen's. HDR that names no gamut is BT.2020. */
export function coloursOf(frame: Pick<Frame, 'colorPrimaries' | 'colorTrc'>): Colours | null {
  const transfer = transfers.get(frame.colorTrc) ?? 'gamma';
  const gamut = gamuts.get(frame.colorPrimaries) ?? (transfer === 'gamma' ? 'bt709' : 'bt2020');
  return transfer === 'gamma' && gamut === 'bt709' ? null : { transfer, gamut };
}

/** Of what does not say how it is coded: HD is BT.709, HDR is BT.2020; swscale would take BT.601. */
export function nameMatrix(frame: Frame, colours: Colours | null): void {
  if (frame.colorSpace !== AVCOL_SPC_UNSPECIFIED || !isYuv(frame)) return;
  if (colours?.gamut === 'bt2020') frame.colorSpace = AVCOL_SPC_BT2020_NCL;
  else if (frame.height >= 720) frame.colorSpace = AVCOL_SPC_BT709;
}

const isYuv = (frame: Frame): boolean =>
  (avGetPixFmtName(frame.format as AVPixelFormat) ?? '').startsWith('yuv');

const packRgb = (frame: Frame, size: Size): Uint8Array => packRows(frame, size, 3);
const packRgba = (frame: Frame, size: Size): Uint8Array => packRows(frame, size, 4);

/** FFmpeg pads its rows; ours follow each other. The result is a copy. */
function packRows(frame: Frame, { width, height }: Size, channels: 3 | 4): Uint8Array {
  const { plane, stride } = planeOf(frame, 0);
  const rowBytes = width * channels;
  const packed = new Uint8Array(rowBytes * height);
  for (let row = 0; row < height; row++) {
    packed.set(plane.subarray(row * stride, row * stride + rowBytes), row * rowBytes);
  }
  return packed;
}

function onWhite(rgba: Uint8Array): Uint8Array {
  const rgb = new Uint8Array((rgba.length / 4) * 3);
  for (let from = 0, to = 0; from < rgba.length; from += 4, to += 3) {
    const alpha = (rgba[from + 3] as number) / 255;
    for (let channel = 0; channel < 3; channel++) {
      rgb[to + channel] = 255 + ((rgba[from + channel] as number) - 255) * alpha;
    }
  }
  return rgb;
}

/** Planes of green, blue and red, 12 bits in two bytes, the low one first → packed RGB. */
function packPlanes(frame: Frame, { width, height }: Size): Uint16Array {
  const packed = new Uint16Array(width * height * 3);
  for (const [number, channel] of [1, 2, 0].entries()) {
    const { plane, stride } = planeOf(frame, number);
    for (let row = 0; row < height; row++) {
      for (let column = 0; column < width; column++) {
        const low = row * stride + column * 2;
        const value = (plane[low] as number) | ((plane[low + 1] as number) << 8);
        packed[(row * width + column) * 3 + channel] = value;
      }
    }
  }
  return packed;
}

function planeOf(frame: Frame, number: number): { plane: Buffer; stride: number } {
  const plane = frame.data?.[number];
  if (plane === undefined) throw new Error('a scaled frame has no pixels');
  return { plane, stride: frame.linesize[number] ?? 0 };
}
