/** FFmpeg as a reader of single pictures: the bytes of one in, its frame out. */
import { AVERROR_EAGAIN, AVMEDIA_TYPE_VIDEO, type FFVideoDecoder } from 'node-av/constants';
import { Codec, CodecContext, CodecParameters, Frame, Packet } from 'node-av/lib';
import { WorkerError } from '../../../main/engine/workers/types.ts';
import { explain } from '../video-ffmpeg.ts';

export type StillDecoder = {
  /** Valid until the next call. Throws WorkerError `damaged-picture`. */
  decode(bytes: Buffer): Frame;
  close(): void;
};

/**
 * `configuration`: what the container keeps for the decoder, e.g. the body of an `hvcC` box.
 * Throws WorkerError `damaged-picture` where the decoder does not take it.
 */
export function openStillDecoder(
  name: FFVideoDecoder,
  { configuration, maxPixels }: { configuration?: Buffer | undefined; maxPixels: number },
): StillDecoder {
  const codec = Codec.findDecoderByName(name);
  if (codec === null) throw new Error(`this FFmpeg has no decoder ${name}`);
  const context = new CodecContext();
  context.allocContext3(codec);
  try {
    if (configuration !== undefined) configure(context, codec, configuration);
    context.threadCount = 1;
    context.setOption('max_pixels', String(maxPixels));
    refuse(context.open2Sync(codec, null));
  } catch (error) {
    context.freeContext();
    throw error;
  }
  const frame = new Frame();
  frame.alloc();
  const packet = new Packet();
  packet.alloc();
  return {
    decode(bytes) {
      frame.unref();
      packet.unref();
      packet.data = bytes;
      refuse(context.sendPacketSync(packet));
      const code = context.receiveFrameSync(frame);
      if (code !== AVERROR_EAGAIN) {
        refuse(code);
        return frame;
      }
      // It waits for what may follow: nothing does.
      context.sendPacketSync(null);
      const last = context.receiveFrameSync(frame);
      context.flushBuffers();
      refuse(last);
      return frame;
    },
    close() {
      packet.free();
      frame.free();
      context.freeContext();
    },
  };
}

function configure(context: CodecContext, codec: Codec, configuration: Buffer): void {
  const parameters = new CodecParameters();
  parameters.alloc();
  parameters.codecType = AVMEDIA_TYPE_VIDEO;
  parameters.codecId = codec.id;
  parameters.extradata = configuration;
  const code = context.parametersToContext(parameters);
  parameters.free();
  refuse(code);
}

function refuse(code: number): void {
  if (code < 0) throw new WorkerError('damaged-picture', explain(code));
}
