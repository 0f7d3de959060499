/** The decoders of a video's candidate frames: one for keyframes alone, one for whole groups. */
import { AV_FRAME_FLAG_CORRUPT, AV_NOPTS_VALUE } from 'node-av/constants';
import { type CodecContext, Frame, type Packet, type Stream } from 'node-av/lib';
import { explain, openDecoder, toMs } from './video-ffmpeg.ts';

/** Above this height a decoder may leave out the deblocking: the picture is scaled down anyway. */
const deblockBelow = 720;
/** One thread: with several, what comes out of a damaged stream could differ between runs. */
const threads = 1;

export type DecodedFrame = {
  /** Valid until the next frame is asked for. */
  readonly frame: Frame;
  /** Presentation time as the stream has it, in milliseconds. */
  readonly timeMs: number;
  /** The decoder reported errors. */
  readonly damaged: boolean;
};

export type Effort =
  /** Keyframes where dense, else all that matters between them. */
  | 'sparing'
  /** Every packet, every frame that comes out: for a video that gave nothing otherwise. */
  | 'everything';

export type DecodersOptions = {
  readonly effort: Effort;
  readonly maxPixels: number;
  /** Told of each packet that a decoder refused. */
  readonly onError: (explanation: string) => void;
};

export type Decoders = ReturnType<typeof openDecoders>;

/** `frameMs`: the time before that of a frame that has none. */
export function openDecoders(
  stream: Stream,
  { effort, maxPixels, onError }: DecodersOptions,
  frameMs: number,
) {
  const frame = new Frame();
  frame.alloc();
  const sparing: Readonly<Record<string, string>> =
    effort === 'everything'
      ? { flags: '+output_corrupt' }
      : {
          skip_frame: 'noref',
          ...(stream.codecpar.height >= deblockBelow ? { skip_loop_filter: 'all' } : {}),
        };
  const keyOptions = { threads, maxPixels, set: { skip_loop_filter: 'all' } };
  const groupOptions = { threads, maxPixels, set: sparing };
  let extraData: Buffer | null = null;
  let keyDecoder: CodecContext | null = null;
  let groupDecoder: CodecContext | null = null;
  let groupMs = frameMs;

  function* receive(decoder: CodecContext): Generator<Frame> {
    for (;;) {
      frame.unref();
      if (decoder.receiveFrameSync(frame) < 0) return;
      yield frame;
    }
  }
  const report = (code: number): void => {
    if (code < 0) onError(explain(code));
  };
  const isDamaged = (): boolean =>
    frame.decodeErrorFlags !== 0 || (frame.flags & AV_FRAME_FLAG_CORRUPT) !== 0;

  return {
    get frameMs() {
      return groupMs;
    },
    /** From this packet on the stream has other headers, for decoders that are opened later. */
    setExtraData(data: Buffer): void {
      extraData = data;
    },
    /** Decode a keyframe without its neighbours. */
    alone(packet: Packet, timeMs: number): DecodedFrame | null {
      keyDecoder ??= openDecoder(stream, { ...keyOptions, extraData });
      report(keyDecoder.sendPacketSync(packet));
      keyDecoder.sendPacketSync(null);
      const found = receive(keyDecoder).next().done === false;
      keyDecoder.flushBuffers();
      return found ? { frame, timeMs, damaged: isDamaged() } : null;
    },
    /** Decode the next packet of a group; null ends the group. */
    *all(packet: Packet | null): Generator<DecodedFrame> {
      groupDecoder ??= openDecoder(stream, { ...groupOptions, extraData });
      report(groupDecoder.sendPacketSync(packet));
      for (const { bestEffortTimestamp } of receive(groupDecoder)) {
        const known = bestEffortTimestamp !== AV_NOPTS_VALUE;
        groupMs = (known ? toMs(bestEffortTimestamp, stream.timeBase) : null) ?? groupMs + 40;
        yield { frame, timeMs: groupMs, damaged: isDamaged() };
      }
      if (packet !== null) return;
      // Flushed, it would still remember something of this group, e.g. how far frames are reordered.
      groupDecoder.freeContext();
      groupDecoder = null;
    },
    /** What is decoded alone from now on does not depend on what was before. */
    renew(): void {
      keyDecoder?.freeContext();
      keyDecoder = null;
    },
    close(): void {
      keyDecoder?.freeContext();
      groupDecoder?.freeContext();
      frame.free();
    },
  };
}
