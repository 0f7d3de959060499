/** From FFmpeg's frames to packed pixels in sRGB's primaries, one row after the other. */
import {
  AV_PIX_FMT_RGB24,
  AV_PIX_FMT_RGB48LE,
  AV_PIX_FMT_RGBA,
  AV_PIX_FMT_RGBA64LE,
  AVCOL_PRI_UNSPECIFIED,
  AVCOL_RANGE_JPEG,
  AVCOL_SPC_RGB,
  AVCOL_TRC_UNSPECIFIED,
  type AVPixelFormat,
} from 'node-av/constants';
import { avGetPixFmtName, Frame, SoftwareScaleContext } from 'node-av/lib';
import { WorkerError } from '../../../main/engine/workers/types.ts';
import { createFilterChain, type FilterChain } from '../render-video-filter.ts';
import { explain } from '../video-ffmpeg.ts';
import { conversionSteps } from './frame-colours.ts';

export type PixelLayout = { readonly channels: 3 | 4; readonly bits: 8 | 16 };
/** `stride`: bytes from one row to the next. */
export type TakePixels = (data: Buffer, stride: number) => void;

export type PixelPacker = {
  /** Hands the pixels over; they are valid until `take` returns. Throws WorkerError. */
  pack(frame: Frame, take: TakePixels): void;
  close(): void;
};

/** FFmpeg's names of pixel formats say what is in them. */
const nameOf = (frame: Frame): string => avGetPixFmtName(frame.format as AVPixelFormat) ?? '';

export const hasAlpha = (frame: Frame): boolean =>
  /^(?:rgba|bgra|argb|abgr|ya|yuva|gbrap)/.test(nameOf(frame));

/** What loses nothing of a frame. */
export function layoutOf(frame: Frame): PixelLayout {
  const isDeep = /(?:9|10|12|14|16|48|64|f32|f16)(?:le|be)$/.test(nameOf(frame));
  return { channels: hasAlpha(frame) ? 4 : 3, bits: isDeep ? 16 : 8 };
}

/** Packs frames that follow each other, of any size and format, in one layout. */
export function createPacker({ channels, bits }: PixelLayout): PixelPacker {
  const [format, name] = {
    '3.8': [AV_PIX_FMT_RGB24, 'rgb24'] as const,
    '4.8': [AV_PIX_FMT_RGBA, 'rgba'] as const,
    '3.16': [AV_PIX_FMT_RGB48LE, 'rgb48le'] as const,
    '4.16': [AV_PIX_FMT_RGBA64LE, 'rgba64le'] as const,
  }[`${channels}.${bits}` as const];
  let scaler: SoftwareScaleContext | null = null;
  let chain: FilterChain | null = null;
  let shape = '';
  const packed = new Frame();
  packed.alloc();

  function open(frame: Frame): void {
    const { width, height, colorPrimaries, colorTrc, colorSpace, colorRange } = frame;
    const next = [width, height, frame.format, colorPrimaries, colorTrc, colorSpace, colorRange];
    if (shape === next.join()) return;
    close();
    shape = next.join();
    scaler = new SoftwareScaleContext();
    scaler.allocContext();
    scaler.setOption('sws_flags', 'bicubic+accurate_rnd+full_chroma_int+bitexact');
    const steps = conversionSteps({ primaries: colorPrimaries, transfer: colorTrc });
    if (steps === null) return;
    const size = `video_size=${width}x${height}:pix_fmt=${name}:time_base=1/1:sar=1/1`;
    chain = createFilterChain([
      ['buffer', `${size}:colorspace=gbr:range=pc`],
      ['format', `pix_fmts=${channels === 4 ? 'gbrap' : 'gbrp'}${bits === 16 ? '16le' : ''}`],
      ...steps,
      ['format', `pix_fmts=${name}`],
      ['buffersink', ''],
    ]);
  }

  function close(): void {
    scaler?.freeContext();
    chain?.close();
    scaler = null;
    chain = null;
  }

  return {
    pack(frame, take) {
      open(frame);
      // Else swscale converts as well, by a table that takes it a second to make.
      frame.colorPrimaries = AVCOL_PRI_UNSPECIFIED;
      frame.colorTrc = AVCOL_TRC_UNSPECIFIED;
      packed.unref();
      packed.width = frame.width;
      packed.height = frame.height;
      packed.format = format;
      const code = packed.allocBuffer() || scaler?.scaleFrameSync(packed, frame) || 0;
      if (code < 0) throw new WorkerError('unsupported-format', explain(code));
      if (chain === null) return hand(packed, take);
      packed.colorSpace = AVCOL_SPC_RGB;
      packed.colorRange = AVCOL_RANGE_JPEG;
      for (const converted of chain.run(packed)) hand(converted, take);
    },
    close() {
      close();
      packed.free();
    },
  };
}

function hand(frame: Frame, take: TakePixels): void {
  const data = frame.data?.[0];
  const stride = frame.linesize[0];
  if (data === undefined || stride === undefined) throw new Error('a frame has no pixels');
  take(data, stride);
}
