/** Where a video's times begin: the same for its moments and for its renditions. */
import type { AVPixelFormat } from 'node-av/constants';
import { AVMEDIA_TYPE_AUDIO } from 'node-av/constants';
import { avGetPixFmtName, type Stream } from 'node-av/lib';
import { type Container, codecName, isInterlaced, toMs } from './video-ffmpeg.ts';
import { browserShows } from './video-metadata.ts';

/** Whether a browser plays the original bytes; see `browserShows`. */
export function browserShowsOriginal({ input, format }: Container, stream: Stream): boolean {
  const audio = input.streams.find((one) => one.codecpar.codecType === AVMEDIA_TYPE_AUDIO);
  const tags = { ...stream.metadata?.getAll(), ...input.metadata?.getAll() };
  const shows = browserShows({
    format,
    majorBrand: tags.major_brand ?? '',
    videoCodec: codecName(stream),
    pixelFormat: avGetPixFmtName(stream.codecpar.format as AVPixelFormat) ?? '',
    audioCodec: audio === undefined ? null : codecName(audio),
  });
  // It would show the combs.
  return shows && !isInterlaced(stream);
}

/**
 * The stream's time that counts as 0, in milliseconds. A recording of a broadcast begins hours into
 * the sender's clock: its first frame is 0. Where the browser plays the original its clock counts,
 * and Chromium's begins at the first frame's own time unless that is negative.
 */
export function clockStartMs(container: Container, stream: Stream): number {
  const startMs = toMs(stream.startTime, stream.timeBase) ?? 0;
  return browserShowsOriginal(container, stream) ? Math.min(0, startMs) : startMs;
}
