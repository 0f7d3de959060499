/** Decoders and encoders as the tracks of a rendition use them. */
import {
  AV_CODEC_FLAG_GLOBAL_HEADER,
  AVDISCARD_DEFAULT,
  AVDISCARD_NONREF,
} from 'node-av/constants';
import { Codec, CodecContext, FFmpegError, Frame, Packet } from 'node-av/lib';
import type { Track, TrackPlan } from './render-video-track.ts';
import { openDecoder, toMs } from './video-ffmpeg.ts';

/** Decode a track's packets; a packet that the decoder refuses is left out. */
export function decodeTrack(
  { source, fromMs }: TrackPlan,
  options: { threads: number; maxPixels: number },
  onFrame: (frame: Frame, timeMs: number) => Promise<void>,
): Track {
  const decoder = openDecoder(source, options);
  const frame = new Frame();
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
export function openEncoder(
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
