/**
 * The frames of a video worth looking at: about one every two seconds from keyframes alone where
 * those are dense, about one a second where frames between them must be decoded.
 *
 * Packets are read once, in order, with no trust in an index. A keyframe and what follows wait in
 * a queue until the next keyframe shows how long the group was (a group of pictures, GOP). A short
 * group's other packets are dropped undecoded; a long one is decoded from its keyframe on.
 * (FFmpeg can leave out other packets itself, AVDISCARD_NONKEY, and then reads less of an mp4, but
 * its presentation times are wrong then: the composition offsets of what it skips are not skipped.)
 */
import { AV_FRAME_FLAG_CORRUPT, AV_NOPTS_VALUE, AV_PICTURE_TYPE_I } from 'node-av/constants';
import { type CodecContext, type FormatContext, Frame, Packet, type Stream } from 'node-av/lib';
import { explain, openDecoder, toMs } from './video-ffmpeg.ts';

/** Keyframes up to this far apart are enough; 60 frames at 29.97 a second are 2002 ms. */
export const denseGapMs = 2100;
/** Between keyframes that are further apart. */
export const sampleIntervalMs = 1000;
/** A frame that begins something new is looked at even this soon after the last one. */
const soonestMs = 400;
/** A keyframe's size that differs by this share tells of another picture. */
const sizeChange = 0.1;
/** Packets waiting for the next keyframe hold no more memory than this. */
const queueBytes = 64 * 1024 * 1024;
/** Above this height a decoder may leave out the deblocking: the picture is scaled down anyway. */
const deblockBelow = 720;

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

export type CandidateOptions = {
  readonly effort: Effort;
  readonly maxPixels: number;
  /** Called often while working; may wait, may reject to stop the work. */
  readonly breathe: () => Promise<void>;
  /** Told of each packet that a decoder refused. */
  readonly onError: (explanation: string) => void;
};

/** The frames in order. The container stands at its beginning, all other streams discarded. */
export async function* candidateFrames(
  input: FormatContext,
  stream: Stream,
  options: CandidateOptions,
): AsyncGenerator<DecodedFrame> {
  const decoders = openDecoders(stream, options);
  const clock = createClock(stream);
  let lastMs = Number.NEGATIVE_INFINITY;
  let lastKeySize = 0;
  let queue: Packet[] = [];
  let queuedBytes = 0;
  let keyMs = 0;
  let endMs = 0;
  let decoding = false;

  const emptyQueue = (): void => {
    for (const packet of queue) packet.free();
    queue = [];
    queuedBytes = 0;
  };
  const wanted = ({ frame, timeMs }: DecodedFrame): boolean => {
    const begins = frame.keyFrame === 1 || frame.pictType === AV_PICTURE_TYPE_I;
    const gapMs = timeMs - lastMs;
    return gapMs >= sampleIntervalMs - 1 || (begins && gapMs >= soonestMs);
  };
  const keyWanted = (nextMs: number): boolean => {
    const size = queue[0]?.size ?? 0;
    const changed = Math.abs(size - lastKeySize) > sizeChange * lastKeySize;
    return nextMs - lastMs > denseGapMs || (changed && keyMs - lastMs >= soonestMs);
  };
  async function* feed(packets: readonly (Packet | null)[]): AsyncGenerator<DecodedFrame> {
    for (const packet of packets) {
      await options.breathe();
      for (const found of decoders.all(packet)) {
        if (!wanted(found)) continue;
        lastMs = found.timeMs;
        yield found;
      }
    }
  }
  async function* endGroup(nextMs: number, ended: boolean): AsyncGenerator<DecodedFrame> {
    const first = queue[0];
    if (decoding) {
      yield* feed([null]);
    } else if (ended && endMs - keyMs >= sampleIntervalMs) {
      yield* feed([...queue, null]);
    } else if (first !== undefined && keyWanted(nextMs)) {
      lastKeySize = first.size;
      const found = decoders.alone(first, keyMs);
      if (found !== null) {
        lastMs = found.timeMs;
        yield found;
      }
    }
    decoding = false;
    emptyQueue();
  }

  try {
    for (;;) {
      await options.breathe();
      const packet = readPacket(input, stream);
      if (packet === null) break;
      const timeMs = clock(packet);
      endMs = Math.max(endMs, timeMs);
      const startsGroup = packet.isKeyframe || (queue.length === 0 && !decoding);
      if (startsGroup) {
        yield* endGroup(timeMs, false);
        queue = [packet];
        queuedBytes = packet.size;
        keyMs = timeMs;
        decoding = options.effort === 'everything';
        if (!decoding) continue;
      } else if (decoding) {
        queue = [packet];
      } else if (timeMs < keyMs) {
        // Shown before the keyframe and made from the group before it, which was not decoded.
        packet.free();
        continue;
      } else {
        queue.push(packet);
        queuedBytes += packet.size;
        decoding = timeMs - keyMs > denseGapMs || queuedBytes > queueBytes;
        if (!decoding) continue;
      }
      yield* feed(queue);
      emptyQueue();
    }
    yield* endGroup(endMs, true);
  } finally {
    emptyQueue();
    decoders.close();
  }
}

/** The next packet of the stream; null at the end, and where a damaged container ends. */
function readPacket(input: FormatContext, stream: Stream): Packet | null {
  for (;;) {
    const packet = new Packet();
    packet.alloc();
    const code = input.readFrameSync(packet);
    if (code >= 0 && packet.streamIndex === stream.index) return packet;
    packet.free();
    if (code < 0) return null;
  }
}

const packetMs = (packet: Packet, stream: Stream): number | null =>
  toMs(packet.pts, stream.timeBase) ?? toMs(packet.dts, stream.timeBase);

/** A packet's time; where it has none, one frame after the packet before it. */
function createClock(stream: Stream): (packet: Packet) => number {
  const { num, den } = stream.avgFrameRate;
  const frameMs = num > 0 && den > 0 ? (1000 * den) / num : 40;
  let nextMs = 0;
  return (packet) => {
    const timeMs = packetMs(packet, stream) ?? nextMs;
    nextMs = timeMs + frameMs;
    return timeMs;
  };
}

/** One decoder for keyframes alone, one for whole groups; each is opened by its first use. */
function openDecoders(stream: Stream, { effort, maxPixels, onError }: CandidateOptions) {
  const frame = new Frame();
  frame.alloc();
  // One thread: with several, what comes out of a damaged stream could differ between runs, and
  // the pool already decodes several files at a time.
  const threads = 1;
  const sparing: Readonly<Record<string, string>> =
    effort === 'everything'
      ? { flags: '+output_corrupt' }
      : {
          skip_frame: 'noref',
          ...(stream.codecpar.height >= deblockBelow ? { skip_loop_filter: 'all' } : {}),
        };
  const keyOptions = { threads, maxPixels, set: { skip_loop_filter: 'all' } };
  const groupOptions = { threads, maxPixels, set: sparing };
  let keyDecoder: CodecContext | null = null;
  let groupDecoder: CodecContext | null = null;
  let groupMs = 0;

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
    /** Decode a keyframe without its neighbours. */
    alone(packet: Packet, timeMs: number): DecodedFrame | null {
      keyDecoder ??= openDecoder(stream, keyOptions);
      report(keyDecoder.sendPacketSync(packet));
      keyDecoder.sendPacketSync(null);
      const found = receive(keyDecoder).next().done === false;
      keyDecoder.flushBuffers();
      return found ? { frame, timeMs, damaged: isDamaged() } : null;
    },
    /** Decode the next packet of a group; null ends the group. */
    *all(packet: Packet | null): Generator<DecodedFrame> {
      groupDecoder ??= openDecoder(stream, groupOptions);
      report(groupDecoder.sendPacketSync(packet));
      for (const { bestEffortTimestamp } of receive(groupDecoder)) {
        const known = bestEffortTimestamp !== AV_NOPTS_VALUE;
        groupMs = (known ? toMs(bestEffortTimestamp, stream.timeBase) : null) ?? groupMs + 40;
        yield { frame, timeMs: groupMs, damaged: isDamaged() };
      }
      if (packet === null) groupDecoder.flushBuffers();
    },
    close(): void {
      keyDecoder?.freeContext();
      groupDecoder?.freeContext();
      frame.free();
    },
  };
}
