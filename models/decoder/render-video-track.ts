/** One track of a rendition, and the simplest: one that is copied as it is. */
import { AV_NOPTS_VALUE } from 'node-av/constants';
import { FFmpegError, type Packet, type Stream } from 'node-av/lib';
import type { Mp4Output } from './render-video-output.ts';
import { toMs, toTimeStamp } from './video-ffmpeg.ts';

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

/** A keyframe that is off by no more than this is the one that was asked for. */
export const copyToleranceMs = 50;

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
      started ||= packet.isKeyframe && timeMs >= fromMs - copyToleranceMs;
      if (!started || (packet.pts === AV_NOPTS_VALUE && packet.dts === AV_NOPTS_VALUE)) return;
      const copy = packet.clone();
      if (copy === null) throw new Error('no memory for a packet');
      try {
        if (copy.pts === AV_NOPTS_VALUE) copy.pts = copy.dts;
        if (copy.dts === AV_NOPTS_VALUE) copy.dts = copy.pts;
        copy.pts += offset;
        copy.dts += offset;
        await output.write(copy, target, source.timeBase);
      } finally {
        copy.free();
      }
    },
    close() {},
  };
}
