/** A fragmented MP4 that is handed on as it is made, a piece at a time. */
import { AVFMT_FLAG_CUSTOM_IO } from 'node-av/constants';
import { FFmpegError, FormatContext, IOContext, type Packet, type Stream } from 'node-av/lib';
import type { RenditionSink } from '../../main/engine/workers/protocol.ts';

/** Each piece is a few of these. */
const bufferBytes = 64 * 1024;
/** A fragment lasts this long at most, so that a player has something to show soon. */
const fragmentUs = 500_000;

export type Mp4Output = {
  /** Add a track before `begin`; its `codecpar` is for the caller to fill. */
  addStream(): Stream;
  /** Write the header. No track is added after it. */
  begin(): Promise<void>;
  /** Write a packet whose times are in `timeBase`; the packet is used up. */
  write(packet: Packet, stream: Stream, timeBase: { num: number; den: number }): Promise<void>;
  end(): Promise<void>;
  close(): void;
};

/**
 * The times of the source are kept (fragment decode times need not begin at 0, `frag_discont`), so
 * that a player's clock shows the source's time wherever the rendition begins.
 */
export function createMp4Output(sink: RenditionSink): Mp4Output {
  let pieces: Buffer[] = [];
  const io = new IOContext();
  io.allocContextWithCallbacks(bufferBytes, 1, null, (piece) => {
    pieces.push(Buffer.from(piece));
    return piece.length;
  });
  const output = new FormatContext();
  check(output.allocOutputContext2(null, 'mp4', null));
  output.pb = io;
  output.setFlags(AVFMT_FLAG_CUSTOM_IO);
  // A track that falls silent must not hold the other one back for FFmpeg's ten seconds.
  output.maxInterleaveDelta = 1_000_000n;
  const options = {
    movflags: '+frag_keyframe+empty_moov+default_base_moof+frag_discont',
    frag_duration: String(fragmentUs),
    use_editlist: '0',
    avoid_negative_ts: 'disabled',
  };
  for (const [name, value] of Object.entries(options)) check(output.setOption(name, value), name);
  const lastDts = new Map<number, bigint>();

  async function handOn(): Promise<void> {
    if (pieces.length === 0) return;
    const whole = Buffer.concat(pieces);
    pieces = [];
    await sink.write(whole);
  }

  return {
    addStream() {
      return output.newStream(null);
    },
    async begin() {
      check(output.writeHeaderSync(null), 'header');
      output.flushSync();
      await sink.begin('video/mp4');
      await handOn();
    },
    async write(packet, stream, timeBase) {
      packet.streamIndex = stream.index;
      packet.rescaleTs(timeBase, stream.timeBase);
      packet.pos = -1n;
      // Decode times below zero cannot be written, and the presentation times are to stay: let the
      // first few decode times crowd just above zero.
      const last = lastDts.get(stream.index) ?? -1n;
      if (packet.dts <= last) packet.dts = last + 1n;
      if (packet.pts < packet.dts) packet.pts = packet.dts;
      lastDts.set(stream.index, packet.dts);
      check(output.interleavedWriteFrameSync(packet), 'packet');
      await handOn();
    },
    async end() {
      check(output.writeTrailerSync(), 'trailer');
      output.flushSync();
      await handOn();
    },
    close() {
      output.pb = null;
      output.freeContext();
      io.freeContext();
    },
  };
}

function check(code: number, what = 'output'): void {
  FFmpegError.throwIfError(code, what);
}
