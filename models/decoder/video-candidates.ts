/**
 * The frames of a video worth looking at: about one every two seconds from keyframes alone where
 * those are dense, about one a second where frames between them must be decoded.
 *
 * Packets are read once, in order, with no trust in an index. A keyframe and what follows wait in
 * a queue until the next keyframe shows how long the group was (a group of pictures, GOP). A short
 * group's other packets are dropped undecoded; a long one is decoded from its keyframe on.
 * (FFmpeg can leave out other packets itself, AVDISCARD_NONKEY, and then reads less of an mp4, but
 * its presentation times are wrong then: the composition offsets of what it skips are not skipped.)
 *
 * One can go on where an earlier run was: before a group everything that later decisions depend on
 * is a handful of numbers. The groups before it are read again, which is cheap, and not decoded.
 */
import { AV_PICTURE_TYPE_I } from 'node-av/constants';
import type { FormatContext, Packet, Stream } from 'node-av/lib';
import { type DecodedFrame, type DecodersOptions, openDecoders } from './video-decoders.ts';
import { createPacketReader } from './video-packets.ts';

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

export type CandidateOptions = DecodersOptions & {
  /** Called often while working; may wait, may reject to stop the work. */
  readonly breathe: () => Promise<void>;
};

/** Where a run stands: plain data, from which another run over the same bytes goes on. */
export type Position = {
  /** Packets of the stream before the group's first. */
  readonly packets: number;
  /** Frames of the group that were given already. */
  readonly given: number;
  /** Of what was before the group: the last frame given, the last keyframe decoded, the end. */
  readonly lastMs: number;
  readonly lastKeySize: number;
  readonly endMs: number;
  /** Times for a packet and a frame that have none. */
  readonly packetMs: number;
  readonly frameMs: number;
};

export const atBeginning: Position = {
  packets: 0,
  given: 0,
  lastMs: Number.NEGATIVE_INFINITY,
  lastKeySize: 0,
  endMs: 0,
  packetMs: 0,
  frameMs: 0,
};

export type Candidates = {
  /** Packets read so far, those before the beginning included. */
  readonly packets: number;
  /** In order. */
  readonly frames: AsyncGenerator<DecodedFrame>;
  /**
   * Where the frames given so far end. What comes is from now on the same as in a run that begins
   * at this position.
   */
  mark(): Position;
};

/** The container stands at its beginning, all other streams discarded. */
export function candidateFrames(
  input: FormatContext,
  stream: Stream,
  options: CandidateOptions,
  from: Position = atBeginning,
): Candidates {
  const decoders = openDecoders(stream, options, from.frameMs);
  const packets = createPacketReader(input, stream, {
    firstMs: from.packetMs,
    onExtraData: decoders.setExtraData,
  });
  let { lastMs, lastKeySize, endMs } = from;
  let position: Position = { ...from, given: 0 };
  let repeated = from.given;
  let queue: Packet[] = [];
  let queuedBytes = 0;
  let keyMs = 0;
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
  /** What was read is done with, apart from so many packets that begin the next group. */
  const endPosition = (held: 0 | 1): void => {
    const { beforeMs: packetMs } = packets;
    const { frameMs } = decoders;
    const count = packets.count - held;
    position = { packets: count, given: 0, lastMs, lastKeySize, endMs, packetMs, frameMs };
  };
  async function* feed(some: readonly (Packet | null)[]): AsyncGenerator<DecodedFrame> {
    for (const packet of some) {
      await options.breathe();
      for (const found of decoders.all(packet)) {
        if (!wanted(found)) continue;
        lastMs = found.timeMs;
        position = { ...position, given: position.given + 1 };
        if (position.given > repeated) yield found;
      }
    }
  }
  async function* endGroup(nextMs: number, ended: boolean): AsyncGenerator<DecodedFrame> {
    const first = queue[0];
    if (first === undefined && !decoding) return;
    if (decoding) {
      yield* feed([null]);
    } else if (ended && endMs - keyMs >= sampleIntervalMs) {
      yield* feed([...queue, null]);
    } else if (first !== undefined && keyWanted(nextMs)) {
      lastKeySize = first.size;
      const found = decoders.alone(first, keyMs);
      if (found !== null) {
        lastMs = found.timeMs;
        endPosition(ended ? 0 : 1);
        yield found;
      }
    }
    decoding = false;
    emptyQueue();
    repeated = 0;
  }
  async function* readGroups(): AsyncGenerator<DecodedFrame> {
    try {
      while (packets.count < from.packets) {
        await options.breathe();
        if (!packets.skip()) break;
      }
      for (;;) {
        await options.breathe();
        const next = packets.read();
        if (next === null) break;
        const { packet, timeMs } = next;
        endMs = Math.max(endMs, timeMs);
        const startsGroup = packet.isKeyframe || (queue.length === 0 && !decoding);
        if (startsGroup) {
          yield* endGroup(timeMs, false);
          endPosition(1);
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

  return {
    get packets() {
      return packets.count;
    },
    frames: readGroups(),
    mark() {
      decoders.renew();
      return position;
    },
  };
}
