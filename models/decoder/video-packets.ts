/** A stream's packets in order, each with a time. */
import { AV_PKT_DATA_NEW_EXTRADATA } from 'node-av/constants';
import { type FormatContext, Packet, type Stream } from 'node-av/lib';
import { WorkerError } from '../../main/engine/workers/types.ts';
import { explain, toMs } from './video-ffmpeg.ts';

export type PacketReader = {
  /** Packets read or skipped so far. */
  readonly count: number;
  /** The time that the packet read last would have had if it had none. */
  readonly beforeMs: number;
  /**
   * The caller frees the packet. Null at the end, and where a damaged container ends. Throws
   * WorkerError `read-error`.
   */
  read(): { readonly packet: Packet; readonly timeMs: number } | null;
  /** Leave one out; false at the end. */
  skip(): boolean;
};

/**
 * `firstMs`: the first packet's time if it has none. `onExtraData` hears of new headers for the
 * decoder, which a container hands over with the first packet that they are for.
 */
export function createPacketReader(
  input: FormatContext,
  stream: Stream,
  { firstMs, onExtraData }: { firstMs: number; onExtraData: (data: Buffer) => void },
): PacketReader {
  const { num, den } = stream.avgFrameRate;
  const frameMs = num > 0 && den > 0 ? (1000 * den) / num : 40;
  let count = 0;
  let beforeMs = firstMs;
  let nextMs = firstMs;

  const next = (): Packet | null => {
    for (;;) {
      const packet = new Packet();
      packet.alloc();
      const code = input.readFrameSync(packet);
      if (code >= 0 && packet.streamIndex === stream.index) {
        count += 1;
        const extraData = packet.getSideData(AV_PKT_DATA_NEW_EXTRADATA);
        // A copy: the packet's own memory goes with the packet.
        if (extraData !== null) onExtraData(Buffer.from(extraData));
        return packet;
      }
      packet.free();
      if (code >= 0) continue;
      // A drive that fails is no end: the file would count as read.
      const failure = input.pb?.error ?? 0;
      if (failure < 0) throw new WorkerError('read-error', explain(failure), { retry: true });
      return null;
    }
  };

  return {
    get count() {
      return count;
    },
    get beforeMs() {
      return beforeMs;
    },
    read() {
      const packet = next();
      if (packet === null) return null;
      beforeMs = nextMs;
      const timeMs =
        toMs(packet.pts, stream.timeBase) ?? toMs(packet.dts, stream.timeBase) ?? nextMs;
      nextMs = timeMs + frameMs;
      return { packet, timeMs };
    },
    skip() {
      const packet = next();
      packet?.free();
      return packet !== null;
    },
  };
}
