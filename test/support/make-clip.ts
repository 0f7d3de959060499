/** Renders clips whose scene times are known, from drawn pictures, with no program beside node-av. */
import { closeSync, openSync, writeSync } from 'node:fs';
import {
  AV_CODEC_FLAG_GLOBAL_HEADER,
  AV_LOG_QUIET,
  AV_PIX_FMT_RGB24,
  AV_PIX_FMT_YUV420P,
  AV_PKT_DATA_DISPLAYMATRIX,
  AV_SAMPLE_FMT_FLTP,
  AVFMT_GLOBALHEADER,
  AVMEDIA_TYPE_VIDEO,
  type AVPixelFormat,
  SWS_BICUBIC,
} from 'node-av/constants';
import {
  avChannelLayoutDefault,
  avGetPixFmtFromName,
  avGetSampleFmtName,
  Codec,
  CodecContext,
  Dictionary,
  FFmpegError,
  FormatContext,
  Frame,
  Log,
  Packet,
  Rational,
  SoftwareScaleContext,
  type Stream,
} from 'node-av/lib';

/** One still picture (RGB, 8 bits, row by row) and how long it stays. */
export type Scene = {
  readonly rgb: Uint8Array;
  readonly width: number;
  readonly height: number;
  readonly durationMs: number;
};

export type ClipOptions = {
  /** FFmpeg encoder; default `libx264`. */
  readonly codec?: string;
  /** FFmpeg muxer, e.g. `matroska`; default: by the path's ending. */
  readonly container?: string;
  /** Frames from keyframe to keyframe at most; default 250, x264's own. */
  readonly gopFrames?: number;
  /** Options of the encoder; default for libx264 `{ preset: 'veryfast', crf: '20' }`. */
  readonly codecOptions?: Readonly<Record<string, string>>;
  /** Options of the muxer, e.g. `{ movflags: '+faststart' }`. */
  readonly containerOptions?: Readonly<Record<string, string>>;
  /** Default 25. */
  readonly framesPerSecond?: number;
  /** Variable frame rate: gaps between frames in milliseconds, used round and round. */
  readonly frameGapsMs?: readonly number[];
  /** Added to every time stamp, in milliseconds; may be negative. */
  readonly startMs?: number;
  /** Default `yuv420p`. */
  readonly pixelFormat?: string;
  /** Encoder of a silent sound track; default none. */
  readonly audioCodec?: string;
  /** No video at all. */
  readonly audioOnly?: boolean;
  /** Clockwise, written as a display matrix (mp4, mov). */
  readonly rotation?: 0 | 90 | 180 | 270;
  readonly sampleAspectRatio?: { readonly num: number; readonly den: number };
  /** Tags of the file, e.g. `creation_time`. */
  readonly metadata?: Readonly<Record<string, string>>;
  /** Change a frame's pixels, e.g. to add noise or motion. `index` counts from 0. */
  readonly draw?: (rgb: Uint8Array, index: number) => Uint8Array;
};

/**
 * Write a clip of these scenes. All scenes share the first one's size; sizes are even.
 * Rejects with FFmpeg's error when an encoder or muxer refuses.
 */
export async function makeClip(
  path: string,
  scenes: readonly Scene[],
  options: ClipOptions = {},
): Promise<void> {
  Log.setLevel(AV_LOG_QUIET);
  const output = new FormatContext();
  check(output.allocOutputContext2(null, options.container ?? null, path), 'container');
  const first = scenes[0];
  if (first === undefined) throw new Error('makeClip needs a scene');
  try {
    if (options.metadata) output.metadata = Dictionary.fromObject({ ...options.metadata });
    const video = options.audioOnly ? null : videoEncoder(output, first, options);
    const audio = options.audioCodec === undefined ? null : audioEncoder(output, options);
    check(await output.openOutput(), path);
    check(
      await output.writeHeader(Dictionary.fromObject({ ...options.containerOptions })),
      'header',
    );
    const totalMs = scenes.reduce((sum, scene) => sum + scene.durationMs, 0);
    let audioMs = 0;
    if (video !== null) {
      for (const { scene, timeMs, index } of frameTimes(scenes, options)) {
        await video.write(scene, timeMs, index);
        if (audio !== null) audioMs = await audio.writeUntil(audioMs, timeMs);
      }
      await video.end();
    }
    if (audio !== null) {
      await audio.writeUntil(audioMs, totalMs);
      await audio.end();
    }
    check(await output.writeTrailer(), 'trailer');
    video?.close();
    audio?.close();
  } finally {
    await output.closeOutput();
    output.freeContext();
  }
}

/** Cut a file to its first `share` of bytes, as an interrupted copy does. */
export function truncateClip(from: Uint8Array, to: string, share: number): void {
  const file = openSync(to, 'w');
  writeSync(file, from.subarray(0, Math.floor(from.length * share)));
  closeSync(file);
}

/** A picture that differs from another seed's in large shapes and colours, as photos do. */
export function drawScene(
  seed: number,
  size: { width: number; height: number; durationMs: number },
): Scene {
  const { width, height, durationMs } = size;
  const random = randomFrom(seed * 7919 + 13);
  const rgb = new Uint8Array(width * height * 3);
  const sky = [random() * 255, random() * 255, random() * 255];
  const ground = [random() * 255, random() * 255, random() * 255];
  const horizon = (0.3 + 0.4 * random()) * height;
  for (let y = 0; y < height; y++) {
    for (let x = 0; x < width; x++) {
      const base = y < horizon ? sky : ground;
      for (let c = 0; c < 3; c++) {
        rgb[(y * width + x) * 3 + c] = clamp((base[c] ?? 0) + 30 * Math.sin(x / 9 + c) * random());
      }
    }
  }
  for (let shape = 0; shape < 12; shape++) {
    const [cx, cy, radius] = [random() * width, random() * height, (0.05 + 0.2 * random()) * width];
    const colour = [random() * 255, random() * 255, random() * 255];
    const round = random() < 0.5;
    for (let y = Math.max(0, Math.floor(cy - radius)); y < Math.min(height, cy + radius); y++) {
      for (let x = Math.max(0, Math.floor(cx - radius)); x < Math.min(width, cx + radius); x++) {
        if (round && (x - cx) ** 2 + (y - cy) ** 2 > radius ** 2) continue;
        for (let c = 0; c < 3; c++) rgb[(y * width + x) * 3 + c] = colour[c] ?? 0;
      }
    }
  }
  return { rgb, width, height, durationMs };
}

/** mulberry32: small, and the same on every machine. */
export function randomFrom(seed: number): () => number {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let t = Math.imul(state ^ (state >>> 15), 1 | state);
    t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t;
    return ((t ^ (t >>> 14)) >>> 0) / 4294967296;
  };
}

const clamp = (value: number): number => Math.max(0, Math.min(255, value));

/** Each frame's scene and presentation time, without `startMs`. */
export function frameTimes(
  scenes: readonly Scene[],
  options: Pick<ClipOptions, 'framesPerSecond' | 'frameGapsMs'> = {},
): readonly { readonly scene: Scene; readonly timeMs: number; readonly index: number }[] {
  const frames: { scene: Scene; timeMs: number; index: number }[] = [];
  const fps = options.framesPerSecond ?? 25;
  let endMs = 0;
  let timeMs = 0;
  for (const scene of scenes) {
    endMs += scene.durationMs;
    while (timeMs < endMs) {
      frames.push({ scene, timeMs, index: frames.length });
      const gap = options.frameGapsMs?.[(frames.length - 1) % options.frameGapsMs.length];
      timeMs = gap === undefined ? (frames.length * 1000) / fps : timeMs + gap;
    }
  }
  return frames;
}

function videoEncoder(output: FormatContext, first: Scene, options: ClipOptions) {
  const name = options.codec ?? 'libx264';
  const codec = Codec.findEncoderByName(name as Parameters<typeof Codec.findEncoderByName>[0]);
  if (codec === null) throw new Error(`no encoder ${name}`);
  const fps = options.framesPerSecond ?? 25;
  const timeBase = options.frameGapsMs ? new Rational(1, 1000) : new Rational(1, fps);
  const format: AVPixelFormat = options.pixelFormat
    ? avGetPixFmtFromName(options.pixelFormat)
    : AV_PIX_FMT_YUV420P;
  const context = new CodecContext();
  context.allocContext3(codec);
  context.width = first.width;
  context.height = first.height;
  context.pixelFormat = format;
  context.timeBase = timeBase;
  if (!options.frameGapsMs) context.framerate = new Rational(fps, 1);
  context.gopSize = options.gopFrames ?? 250;
  context.threadCount = 1;
  const { num, den } = options.sampleAspectRatio ?? { num: 1, den: 1 };
  context.sampleAspectRatio = new Rational(num, den);
  if (((output.oformat?.flags ?? 0) & AVFMT_GLOBALHEADER) !== 0) {
    context.setFlags(AV_CODEC_FLAG_GLOBAL_HEADER);
  }
  const codecOptions =
    options.codecOptions ?? (name === 'libx264' ? { preset: 'veryfast', crf: '20' } : {});
  for (const [key, value] of Object.entries(codecOptions))
    check(context.setOption(key, value), key);
  // Options never go in as a Dictionary: node-av 6.1.1 frees that one twice.
  check(context.open2Sync(codec, null), name);
  const stream = output.newStream(codec);
  check(stream.codecpar.fromContext(context), 'parameters');
  stream.timeBase = timeBase;
  stream.avgFrameRate = new Rational(fps, 1);
  stream.sampleAspectRatio = new Rational(num, den);
  if (options.rotation) {
    stream.codecpar.addCodedSideData(AV_PKT_DATA_DISPLAYMATRIX, displayMatrix(options.rotation));
  }
  const scaler = new SoftwareScaleContext();
  const { width, height } = first;
  scaler.getContext(width, height, AV_PIX_FMT_RGB24, width, height, format, SWS_BICUBIC);
  const write = packetWriter(output, context, stream);
  return {
    write: async (scene: Scene, timeMs: number, index: number): Promise<void> => {
      const rgb = options.draw ? options.draw(scene.rgb, index) : scene.rgb;
      const source = Frame.fromVideoBuffer(Buffer.from(rgb), {
        width,
        height,
        format: AV_PIX_FMT_RGB24,
      });
      const frame = new Frame();
      frame.alloc();
      frame.width = width;
      frame.height = height;
      frame.format = format;
      check(frame.allocBuffer(), 'frame');
      check(scaler.scaleFrameSync(frame, source), 'scale');
      const seconds = (timeMs + (options.startMs ?? 0)) / 1000;
      frame.pts = BigInt(Math.round((seconds * timeBase.den) / timeBase.num));
      await write(frame);
      source.free();
      frame.free();
    },
    end: () => write(null),
    close: () => {
      scaler.freeContext();
      context.freeContext();
    },
  };
}

function audioEncoder(output: FormatContext, options: ClipOptions) {
  const name = options.audioCodec ?? 'aac';
  const codec = Codec.findEncoderByName(name as Parameters<typeof Codec.findEncoderByName>[0]);
  if (codec === null) throw new Error(`no encoder ${name}`);
  const sampleRate = 48_000;
  const layout = avChannelLayoutDefault(1);
  const context = new CodecContext();
  context.allocContext3(codec);
  context.sampleRate = sampleRate;
  context.sampleFormat = codec.sampleFormats?.[0] ?? AV_SAMPLE_FMT_FLTP;
  context.channelLayout = layout;
  context.timeBase = new Rational(1, sampleRate);
  if (((output.oformat?.flags ?? 0) & AVFMT_GLOBALHEADER) !== 0) {
    context.setFlags(AV_CODEC_FLAG_GLOBAL_HEADER);
  }
  check(context.open2Sync(codec, null), name);
  const stream = output.newStream(codec);
  check(stream.codecpar.fromContext(context), 'parameters');
  stream.timeBase = new Rational(1, sampleRate);
  const write = packetWriter(output, context, stream);
  const nbSamples = context.frameSize || 1024;
  const bytesPerSample = /16/.test(avGetSampleFmtName(context.sampleFormat) ?? '') ? 2 : 4;
  return {
    /** Silence from `fromMs` to about `untilMs`; answers where it ended. */
    writeUntil: async (fromMs: number, untilMs: number): Promise<number> => {
      let sample = Math.round((fromMs * sampleRate) / 1000);
      while ((sample * 1000) / sampleRate < untilMs) {
        const frame = Frame.fromAudioBuffer(Buffer.alloc(nbSamples * bytesPerSample), {
          nbSamples,
          format: context.sampleFormat,
          sampleRate,
          channelLayout: layout,
        });
        frame.pts = BigInt(sample + Math.round(((options.startMs ?? 0) * sampleRate) / 1000));
        await write(frame);
        frame.free();
        sample += nbSamples;
      }
      return (sample * 1000) / sampleRate;
    },
    end: () => write(null),
    close: () => context.freeContext(),
  };
}

function packetWriter(output: FormatContext, context: CodecContext, stream: Stream) {
  const packet = new Packet();
  packet.alloc();
  return async (frame: Frame | null): Promise<void> => {
    check(await context.sendFrame(frame), 'encode');
    while ((await context.receivePacket(packet)) >= 0) {
      packet.streamIndex = stream.index;
      if (packet.duration === 0n && context.codecType === AVMEDIA_TYPE_VIDEO) packet.duration = 1n;
      packet.rescaleTs(context.timeBase, stream.timeBase);
      check(await output.interleavedWriteFrame(packet), 'write');
    }
  };
}

/** FFmpeg's 3 x 3 display matrix: 16.16 fixed point, 2.30 in the last column. */
function displayMatrix(clockwise: 90 | 180 | 270): Buffer {
  const one = 1 << 16;
  const [a, b, c, d] = { 90: [0, one, -one, 0], 180: [-one, 0, 0, -one], 270: [0, -one, one, 0] }[
    clockwise
  ] as [number, number, number, number];
  const matrix = Buffer.alloc(36);
  [a, b, 0, c, d, 0, 0, 0, 1 << 30].forEach((value, index) => {
    matrix.writeInt32LE(value, index * 4);
  });
  return matrix;
}

function check(code: number, what: string): void {
  FFmpegError.throwIfError(code, what);
}
