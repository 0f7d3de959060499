/** One track of a rendition: copied as it is, or decoded and encoded anew. */
import {
  AV_CODEC_FLAG_GLOBAL_HEADER,
  AV_NOPTS_VALUE,
  AV_PICTURE_TYPE_I,
  AV_PICTURE_TYPE_NONE,
  AV_PIX_FMT_YUV420P,
  AV_PKT_DATA_DISPLAYMATRIX,
  AVDISCARD_DEFAULT,
  AVDISCARD_NONREF,
  type AVPixelFormat,
  type AVSampleFormat,
} from 'node-av/constants';
import {
  avChannelLayoutDefault,
  avChannelLayoutDescribe,
  avGetPixFmtName,
  avGetSampleFmtName,
  Codec,
  CodecContext,
  FFmpegError,
  type Frame,
  Frame as Frames,
  Packet,
  Rational,
  type Stream,
} from 'node-av/lib';
import { createFilterChain, type FilterChain } from './render-video-filter.ts';
import type { Mp4Output } from './render-video-output.ts';
import { openDecoder, toMs, toTimeStamp } from './video-ffmpeg.ts';
import { displaySize, fitWithin, upright } from './video-orientation.ts';

export type Track = {
  /** Take the next packet of the source, or null at the end. The packet stays the caller's. */
  take(packet: Packet | null): Promise<void>;
  close(): void;
};

export type TrackPlan = {
  readonly source: Stream;
  readonly output: Mp4Output;
  /** Nothing before this is wanted, in the source's own time. */
  readonly fromMs: number;
  /** Added to every time. */
  readonly offsetMs: number;
};

/** Packets go over as they are. Those before `fromMs` and the first keyframe are dropped. */
export function copyTrack({ source, output, fromMs, offsetMs }: TrackPlan): Track {
  const target = output.addStream();
  FFmpegError.throwIfError(source.codecpar.copy(target.codecpar), 'parameters');
  // The source container's tag for the codec need not be one of MP4's.
  target.codecpar.codecTag = 0;
  target.timeBase = source.timeBase;
  target.sampleAspectRatio = source.sampleAspectRatio;
  const offset = toTimeStamp(offsetMs, source.timeBase);
  let started = false;
  return {
    async take(packet) {
      if (packet === null) return;
      const timeMs = toMs(packet.pts, source.timeBase) ?? toMs(packet.dts, source.timeBase) ?? 0;
      started ||= packet.isKeyframe && timeMs >= fromMs - 50;
      if (!started || (packet.pts === AV_NOPTS_VALUE && packet.dts === AV_NOPTS_VALUE)) return;
      const copy = packet.clone();
      if (copy === null) throw new Error('no memory for a packet');
      if (copy.pts === AV_NOPTS_VALUE) copy.pts = copy.dts;
      if (copy.dts === AV_NOPTS_VALUE) copy.dts = copy.pts;
      copy.pts += offset;
      copy.dts += offset;
      await output.write(copy, target, source.timeBase);
      copy.free();
    },
    close() {},
  };
}

/** Times of what is encoded anew. */
const clock = { num: 1, den: 90_000 } as const;
const longSide = 1280;
const keyframeIntervalMs = 2000;
/** Faster than this, every other frame is left out. */
const mostFramesPerSecond = 35;

/** H.264, 8 bits, 4:2:0, at most 1280 pixels, a keyframe every two seconds, from `fromMs` on. */
export function encodeVideoTrack(plan: TrackPlan, maxPixels: number): Track {
  const { source, output } = plan;
  const shown = displaySize(source.codecpar, source.sampleAspectRatio, upright);
  const fitted = fitWithin(shown, { width: longSide, height: longSide });
  const even = (length: number): number => Math.max(2, length - (length % 2));
  const size = { width: even(fitted.width), height: even(fitted.height) };
  const encoder = openEncoder('libx264', (context) => {
    context.width = size.width;
    context.height = size.height;
    context.pixelFormat = AV_PIX_FMT_YUV420P;
    context.timeBase = new Rational(clock.num, clock.den);
    context.gopSize = 600;
    context.maxBFrames = 0;
    context.threadCount = 0;
    return { preset: 'veryfast', crf: '23', 'x264-params': 'rc-lookahead=10:scenecut=0' };
  });
  const target = output.addStream();
  FFmpegError.throwIfError(target.codecpar.fromContext(encoder.context), 'parameters');
  target.timeBase = new Rational(clock.num, clock.den);
  const matrix = source.codecpar.getCodedSideData(AV_PKT_DATA_DISPLAYMATRIX);
  if (matrix !== null) {
    target.codecpar.addCodedSideData(AV_PKT_DATA_DISPLAYMATRIX, Buffer.from(matrix));
  }
  const { num, den } = source.avgFrameRate;
  const halve = den > 0 && num / den > mostFramesPerSecond;
  const shortestMs = halve ? (1.5 * 1000 * den) / num : 0;
  let chain: FilterChain | null = null;
  let chainShape = '';
  let lastMs = Number.NEGATIVE_INFINITY;
  let keyMs = Number.NEGATIVE_INFINITY;

  const chainFor = (frame: Frame): FilterChain => {
    const { width, height, format, sampleAspectRatio: aspect } = frame;
    const shape = [width, height, format].join();
    if (chain !== null && shape === chainShape) return chain;
    chain?.close();
    chainShape = shape;
    const pixels = avGetPixFmtName(format as AVPixelFormat);
    const ratio = aspect.num > 0 ? `${aspect.num}/${aspect.den}` : '1/1';
    const base = `${source.timeBase.num}/${source.timeBase.den}`;
    chain = createFilterChain([
      ['buffer', `video_size=${width}x${height}:pix_fmt=${pixels}:time_base=${base}:sar=${ratio}`],
      ['scale', `${size.width}:${size.height}:flags=bicubic:out_range=tv`],
      ['format', 'pix_fmts=yuv420p'],
      ['setsar', '1'],
      ['buffersink', ''],
    ]);
    return chain;
  };

  const decoded = decodeTrack(plan, { threads: 2, maxPixels }, async (frame, timeMs) => {
    if (timeMs < plan.fromMs - 1 || timeMs - lastMs < Math.max(1, shortestMs)) return;
    lastMs = timeMs;
    for (const scaled of chainFor(frame).run(frame)) {
      const begins = timeMs - keyMs >= keyframeIntervalMs;
      if (begins) keyMs = timeMs;
      scaled.pictType = begins ? AV_PICTURE_TYPE_I : AV_PICTURE_TYPE_NONE;
      scaled.pts = toTimeStamp(timeMs + plan.offsetMs, clock);
      await encoder.encode(scaled, (packet) => output.write(packet, target, clock));
    }
  });
  return {
    async take(packet) {
      await decoded.take(packet);
      if (packet === null) {
        await encoder.encode(null, (last) => output.write(last, target, clock));
      }
    },
    close() {
      decoded.close();
      chain?.close();
      encoder.close();
    },
  };
}

/** AAC, stereo, 48 kHz, from about `fromMs` on. */
export function encodeAudioTrack(plan: TrackPlan): Track {
  const { output } = plan;
  const sampleRate = 48_000;
  const encoder = openEncoder('aac', (context, codec) => {
    context.sampleRate = sampleRate;
    context.sampleFormat = codec.sampleFormats?.[0] as AVSampleFormat;
    context.channelLayout = avChannelLayoutDefault(2);
    context.timeBase = new Rational(1, sampleRate);
    context.bitRate = 128_000n;
    return {};
  });
  const target = output.addStream();
  FFmpegError.throwIfError(target.codecpar.fromContext(encoder.context), 'parameters');
  target.timeBase = new Rational(1, sampleRate);
  const base = { num: 1, den: sampleRate } as const;
  let chain: FilterChain | null = null;
  let chainShape = '';

  const chainFor = (frame: Frame): FilterChain => {
    const layout = avChannelLayoutDescribe(frame.channelLayout) ?? 'stereo';
    const format = avGetSampleFmtName(frame.format as AVSampleFormat);
    const shape = [frame.sampleRate, format, layout].join();
    if (chain !== null && shape === chainShape) return chain;
    chain?.close();
    chainShape = shape;
    chain = createFilterChain([
      [
        'abuffer',
        `time_base=1/${sampleRate}:sample_rate=${frame.sampleRate}:sample_fmt=${format}:channel_layout=${layout}`,
      ],
      // async: silence where the source has gaps.
      ['aresample', `${sampleRate}:async=1000`],
      ['aformat', `sample_fmts=fltp:sample_rates=${sampleRate}:channel_layouts=stereo`],
      ['asetnsamples', `n=${encoder.context.frameSize || 1024}:p=0`],
      ['abuffersink', ''],
    ]);
    return chain;
  };
  const encodeAll = async (from: FilterChain, frame: Frame | null): Promise<void> => {
    for (const even of from.run(frame)) {
      await encoder.encode(even, (packet) => output.write(packet, target, base));
    }
  };
  const decoded = decodeTrack(plan, { threads: 1, maxPixels: 1 }, async (frame, timeMs) => {
    if (timeMs < plan.fromMs - 50) return;
    frame.pts = toTimeStamp(timeMs + plan.offsetMs, base);
    await encodeAll(chainFor(frame), frame);
  });
  return {
    async take(packet) {
      await decoded.take(packet);
      if (packet !== null) return;
      if (chain !== null) await encodeAll(chain, null);
      await encoder.encode(null, (last) => output.write(last, target, base));
    },
    close() {
      decoded.close();
      chain?.close();
      encoder.close();
    },
  };
}

/** Decode a track's packets; a packet that the decoder refuses is left out. */
function decodeTrack(
  { source, fromMs }: TrackPlan,
  options: { threads: number; maxPixels: number },
  onFrame: (frame: Frame, timeMs: number) => Promise<void>,
): Track {
  const decoder = openDecoder(source, options);
  const frame = new Frames();
  frame.alloc();
  let nextMs = fromMs;
  let skipping: boolean | null = null;
  return {
    async take(packet) {
      const packetMs = packet === null ? null : toMs(packet.pts, source.timeBase);
      // What is not shown and not needed for what is shown need not be decoded.
      const skip = packetMs !== null && packetMs < fromMs - 500;
      if (skip !== skipping) {
        skipping = skip;
        decoder.setOption('skip_frame', skip ? AVDISCARD_NONREF : AVDISCARD_DEFAULT);
      }
      decoder.sendPacketSync(packet);
      while (decoder.receiveFrameSync(frame) >= 0) {
        const timeMs = toMs(frame.bestEffortTimestamp, source.timeBase) ?? nextMs;
        const lasts = frame.nbSamples > 0 ? (frame.nbSamples * 1000) / frame.sampleRate : 40;
        nextMs = timeMs + lasts;
        await onFrame(frame, timeMs);
        frame.unref();
      }
    },
    close() {
      frame.free();
      decoder.freeContext();
    },
  };
}

/** `configure` fills the context in and returns the encoder's own options. */
function openEncoder(
  name: 'libx264' | 'aac',
  configure: (context: CodecContext, codec: Codec) => Readonly<Record<string, string>>,
) {
  const codec = Codec.findEncoderByName(name as Parameters<typeof Codec.findEncoderByName>[0]);
  if (codec === null) throw new Error(`this FFmpeg has no encoder ${name}`);
  const context = new CodecContext();
  context.allocContext3(codec);
  const options = configure(context, codec);
  context.setFlags(AV_CODEC_FLAG_GLOBAL_HEADER);
  for (const [key, value] of Object.entries(options)) {
    FFmpegError.throwIfError(context.setOption(key, value), key);
  }
  FFmpegError.throwIfError(context.open2Sync(codec, null), name);
  const packet = new Packet();
  packet.alloc();
  return {
    context,
    async encode(frame: Frame | null, write: (packet: Packet) => Promise<void>): Promise<void> {
      FFmpegError.throwIfError(context.sendFrameSync(frame), name);
      while (context.receivePacketSync(packet) >= 0) await write(packet);
    },
    close(): void {
      packet.free();
      context.freeContext();
    },
  };
}
