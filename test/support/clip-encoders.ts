/** The encoders of a clip's picture and sound. */
import {
  AV_CODEC_FLAG_GLOBAL_HEADER,
  AV_CODEC_FLAG_INTERLACED_DCT,
  AV_CODEC_FLAG_INTERLACED_ME,
  AV_CODEC_ID_MJPEG,
  AV_DISPOSITION_ATTACHED_PIC,
  AV_FRAME_FLAG_INTERLACED,
  AV_FRAME_FLAG_TOP_FIELD_FIRST,
  AV_PIX_FMT_RGB24,
  AV_PIX_FMT_YUV420P,
  AV_PKT_DATA_DISPLAYMATRIX,
  AV_PKT_FLAG_KEY,
  AV_SAMPLE_FMT_FLTP,
  AVCOL_SPC_RGB,
  AVFMT_GLOBALHEADER,
  AVMEDIA_TYPE_ATTACHMENT,
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
  type FormatContext,
  Frame,
  Packet,
  Rational,
  SoftwareScaleContext,
  type Stream,
} from 'node-av/lib';
import type { ClipColours, ClipOptions, Scene } from './make-clip.ts';

export function videoEncoder(output: FormatContext, first: Scene, options: ClipOptions) {
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
  if (options.interlaced) {
    context.setFlags(AV_CODEC_FLAG_INTERLACED_DCT, AV_CODEC_FLAG_INTERLACED_ME);
  }
  nameColours(context, options.colours);
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
  const { width, height } = first;
  const scaler = new SoftwareScaleContext();
  if (options.colours === undefined) {
    scaler.getContext(width, height, AV_PIX_FMT_RGB24, width, height, format, SWS_BICUBIC);
  } else {
    scaler.allocContext();
  }
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
      nameColours(frame, options.colours);
      // The signals are the pictures' own: only the matrix is to be applied.
      nameColours(source, options.colours && { ...options.colours, matrix: AVCOL_SPC_RGB });
      check(scaler.scaleFrameSync(frame, source), 'scale');
      if (options.interlaced) {
        frame.setFlags(AV_FRAME_FLAG_INTERLACED, AV_FRAME_FLAG_TOP_FIELD_FIRST);
      }
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

export function audioEncoder(output: FormatContext, options: ClipOptions) {
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

/** A picture that is no video: a stream of one, in Matroska an attachment. Returns what writes it. */
export function coverWriter(output: FormatContext, { width, height }: Scene, jpeg: Uint8Array) {
  const stream = output.newStream(null);
  const { codecpar } = stream;
  codecpar.codecId = AV_CODEC_ID_MJPEG;
  if (output.oformat?.name === 'matroska') {
    codecpar.codecType = AVMEDIA_TYPE_ATTACHMENT;
    codecpar.extradata = Buffer.from(jpeg);
    stream.metadata = Dictionary.fromObject({ filename: 'cover.jpg', mimetype: 'image/jpeg' });
    return async (): Promise<void> => {};
  }
  codecpar.codecType = AVMEDIA_TYPE_VIDEO;
  codecpar.width = width;
  codecpar.height = height;
  stream.disposition = AV_DISPOSITION_ATTACHED_PIC;
  stream.timeBase = new Rational(1, 1000);
  return async (): Promise<void> => {
    const packet = new Packet();
    packet.alloc();
    packet.data = Buffer.from(jpeg);
    packet.streamIndex = stream.index;
    packet.pts = 0n;
    packet.dts = 0n;
    packet.setFlags(AV_PKT_FLAG_KEY);
    check(await output.interleavedWriteFrame(packet), 'cover');
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

function nameColours(of: CodecContext | Frame, colours: ClipColours | undefined): void {
  if (colours === undefined) return;
  of.colorPrimaries = colours.primaries;
  of.colorTrc = colours.transfer;
  of.colorSpace = colours.matrix;
}

/** FFmpeg's 3 x 3 display matrix: 16.16 fixed point, 2.30 in the last column. */
export function displayMatrix(clockwise: 90 | 180 | 270): Buffer {
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
