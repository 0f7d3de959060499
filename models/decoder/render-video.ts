/**
 * A video as a browser plays it, made on demand from a moment on: remuxed where the codecs allow,
 * else transcoded. Times are the moments' (see video-clock.ts), so that a player's clock reads as if
 * it played the original: a `<video>` begins at the first frame's time, not at 0.
 */
import { AVMEDIA_TYPE_AUDIO, type AVPixelFormat, AVSEEK_FLAG_BACKWARD } from 'node-av/constants';
import { avGetPixFmtName, type FormatContext, Packet, type Stream } from 'node-av/lib';
import type { RenderVideo } from '../../main/engine/workers/protocol.ts';
import { WorkerError } from '../../main/engine/workers/types.ts';
import { createMp4Output } from './render-video-output.ts';
import { encodeVideoTrack } from './render-video-picture.ts';
import { encodeAudioTrack } from './render-video-sound.ts';
import { copyToleranceMs, copyTrack, type Track, type TrackPlan } from './render-video-track.ts';
import { clockStartMs } from './video-clock.ts';
import {
  chooseVideo,
  codecName,
  isInterlaced,
  openContainer,
  toMs,
  toTimeStamp,
} from './video-ffmpeg.ts';

/** A copy can only begin at a keyframe; one that is earlier by more would make a person wait. */
const earliestCopyMs = 2500;
const breathIntervalMs = 50;
/** Packets that wait for a keyframe. */
const mostWaiting = 1000;
/** A person asked to see it, so a larger picture is tried than when indexing. */
const maxPixels = 16_384 * 16_384;

export const renderVideo: RenderVideo = async (path, fromMs, sink, options) => {
  const { signal, alive, part } = options;
  const container = await openContainer(path, part);
  const { input } = container;
  const output = createMp4Output(sink);
  const tracks = new Map<number, Track>();
  let waiting: Packet[] = [];
  let packet: Packet | null = null;
  try {
    const audio = chooseAudio(input);
    const video = chooseVideo(input, audio === null ? [] : [audio]);
    const startMs = clockStartMs(container, video);
    const wantedMs = fromMs + startMs;
    waiting = fromMs > 0 ? seekTo(input, video, wantedMs, startMs) : readToKeyframe(input, video);
    const keyMs = firstKeyMs(waiting, video);
    const copies = canCopyVideo(video) && (keyMs === null || keyMs >= wantedMs - earliestCopyMs);
    const plan = (source: Stream): TrackPlan => ({
      source,
      output,
      offsetMs: -startMs,
      fromMs: copies ? Math.min(wantedMs, keyMs ?? wantedMs) : wantedMs,
    });
    tracks.set(
      video.index,
      copies ? copyTrack(plan(video)) : encodeVideoTrack(plan(video), maxPixels),
    );
    if (audio !== null) tracks.set(audio.index, soundTrack(plan(audio)));
    await output.begin();
    let breath = performance.now();
    for (;;) {
      if (signal.aborted) return;
      if (performance.now() - breath > breathIntervalMs) {
        alive();
        await new Promise((resolve) => setImmediate(resolve));
        breath = performance.now();
      }
      packet = waiting.shift() ?? readPacket(input);
      if (packet === null) break;
      await tracks.get(packet.streamIndex)?.take(packet);
      packet.free();
      packet = null;
    }
    for (const track of tracks.values()) await track.take(null);
    await output.end();
  } catch (error) {
    if (signal.aborted) return;
    if (error instanceof WorkerError) throw error;
    throw new WorkerError('damaged-video', String((error as Error).message).slice(0, 200), {
      cause: error,
    });
  } finally {
    // The child stays warm: what is not freed here is never freed.
    packet?.free();
    for (const left of waiting) left.free();
    for (const track of tracks.values()) track.close();
    output.close();
    await input.closeInput();
  }
};

/** What MP4 carries and Chromium plays. */
const copiedAudio: readonly string[] = ['aac', 'mp3', 'opus', 'flac'];
const copiedVideo: readonly string[] = ['vp9', 'av1'];

function canCopyVideo(stream: Stream): boolean {
  // A browser would show the combs.
  if (isInterlaced(stream)) return false;
  const codec = codecName(stream);
  if (copiedVideo.includes(codec)) return true;
  const format = avGetPixFmtName(stream.codecpar.format as AVPixelFormat);
  const eightBit = format === 'yuv420p' || format === 'yuvj420p';
  // Without extradata MP4's header cannot be written before the first frame.
  return codec === 'h264' && eightBit && stream.codecpar.extradataSize > 0;
}

function soundTrack(plan: TrackPlan): Track {
  return copiedAudio.includes(codecName(plan.source)) ? copyTrack(plan) : encodeAudioTrack(plan);
}

/** The default sound, or the first. */
function chooseAudio(input: FormatContext): Stream | null {
  const sounds = input.streams.filter(
    (stream) => stream.codecpar.codecType === AVMEDIA_TYPE_AUDIO && stream.codecpar.sampleRate > 0,
  );
  return sounds.find((stream) => (stream.disposition & 1) === 1) ?? sounds[0] ?? null;
}

/**
 * Stand at a keyframe before the moment, the last one where the container knows. The packets from
 * it on that were read. A container without an index (MPEG-TS) leads to any packet: then further
 * back, until a keyframe lies between there and the moment.
 */
function seekTo(input: FormatContext, video: Stream, wantedMs: number, startMs: number): Packet[] {
  for (let backMs = 0; ; backMs = Math.max(earliestCopyMs, backMs * 2)) {
    // Decode times begin before the first presentation time.
    const atMs = Math.max(startMs - 1000, wantedMs - backMs);
    const time = toTimeStamp(atMs, video.timeBase);
    input.seekFrameSync(video.index, time, AVSEEK_FLAG_BACKWARD);
    const read = readToKeyframe(input, video, wantedMs);
    if (read.length > 0) return read;
    if (atMs > startMs - 1000) continue;
    input.seekFrameSync(video.index, time, AVSEEK_FLAG_BACKWARD);
    return readToKeyframe(input, video);
  }
}

/** The packets up to the next keyframe and with it; none where it comes after `latestMs`. */
function readToKeyframe(
  input: FormatContext,
  video: Stream,
  latestMs = Number.POSITIVE_INFINITY,
): Packet[] {
  const read: Packet[] = [];
  for (;;) {
    const packet = readPacket(input);
    if (packet !== null) read.push(packet);
    // Some streams have no keyframes: their pictures are refreshed in parts.
    if (read.length > mostWaiting) return read;
    if (packet !== null && packet.streamIndex !== video.index) continue;
    const timeMs = packet === null ? null : toMs(packet.pts, video.timeBase);
    const isOver = packet === null || (timeMs !== null && timeMs > latestMs + copyToleranceMs);
    if (!isOver && packet.isKeyframe) return read;
    if (!isOver) continue;
    for (const each of read) each.free();
    return [];
  }
}

function firstKeyMs(packets: readonly Packet[], video: Stream): number | null {
  const first = packets.find((packet) => packet.streamIndex === video.index);
  return first === undefined ? null : toMs(first.pts, video.timeBase);
}

function readPacket(input: FormatContext): Packet | null {
  const packet = new Packet();
  packet.alloc();
  if (input.readFrameSync(packet) >= 0) return packet;
  packet.free();
  return null;
}
