/** Pictures in formats that sharp does not write, by FFmpeg's encoders. */
import {
  AV_FRAME_DATA_DISPLAYMATRIX,
  AV_LOG_QUIET,
  AV_PIX_FMT_RGB24,
  AVCOL_RANGE_JPEG,
  type AVColorPrimaries,
  type AVColorTransferCharacteristic,
} from 'node-av/constants';
import {
  avGetPixFmtFromName,
  Codec,
  CodecContext,
  FFmpegError,
  Frame,
  Log,
  Packet,
  Rational,
  SoftwareScaleContext,
} from 'node-av/lib';
import { displayMatrix } from './clip-encoders.ts';
import type { Picture } from './make-heif.ts';

export type StillOptions = {
  /** FFmpeg's encoder: `libjxl`, `jpeg2000`, `bmp`, `targa`, `pcx`, `sgi`, `sunrast`, `qoi`, `ppm`, … */
  readonly encoder: string;
  /** FFmpeg's name; default `rgb24`. */
  readonly pixelFormat?: string;
  readonly primaries?: number;
  readonly transfer?: number;
  /** Clockwise; JPEG XL alone has a place for it. */
  readonly rotation?: 90 | 180 | 270;
  readonly options?: Readonly<Record<string, string>>;
};

/** The whole file. Throws FFmpeg's error where the encoder refuses. */
export function makeStill({ rgb, width, height }: Picture, options: StillOptions): Buffer {
  Log.setLevel(AV_LOG_QUIET);
  const { encoder, pixelFormat = 'rgb24', primaries, transfer, rotation } = options;
  const codec = Codec.findEncoderByName(encoder as Parameters<typeof Codec.findEncoderByName>[0]);
  if (codec === null) throw new Error(`no encoder ${encoder}`);
  const context = new CodecContext();
  context.allocContext3(codec);
  context.width = width;
  context.height = height;
  context.pixelFormat = avGetPixFmtFromName(pixelFormat);
  context.timeBase = new Rational(1, 25);
  context.threadCount = 1;
  for (const [name, value] of Object.entries(options.options ?? {})) {
    FFmpegError.throwIfError(context.setOption(name, value), name);
  }
  FFmpegError.throwIfError(context.open2Sync(codec, null), encoder);
  const source = Frame.fromVideoBuffer(Buffer.from(rgb), {
    width,
    height,
    format: AV_PIX_FMT_RGB24,
  });
  const frame = new Frame();
  frame.alloc();
  Object.assign(frame, { width, height, format: context.pixelFormat });
  FFmpegError.throwIfError(frame.allocBuffer(), 'frame');
  const scaler = new SoftwareScaleContext();
  scaler.allocContext();
  FFmpegError.throwIfError(scaler.scaleFrameSync(frame, source), 'scale');
  frame.pts = 0n;
  frame.colorRange = AVCOL_RANGE_JPEG;
  if (primaries !== undefined) frame.colorPrimaries = primaries as AVColorPrimaries;
  if (transfer !== undefined) frame.colorTrc = transfer as AVColorTransferCharacteristic;
  if (rotation !== undefined) {
    displayMatrix(rotation).copy(frame.newSideData(AV_FRAME_DATA_DISPLAYMATRIX, 36));
  }
  FFmpegError.throwIfError(context.sendFrameSync(frame), 'encode');
  context.sendFrameSync(null);
  const packet = new Packet();
  packet.alloc();
  FFmpegError.throwIfError(context.receivePacketSync(packet), 'encode');
  const bytes = Buffer.from(packet.data ?? []);
  for (const used of [source, frame, packet]) used.free();
  scaler.freeContext();
  context.freeContext();
  return bytes;
}
