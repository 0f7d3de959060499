/** What a video's streams mean for a browser. Pure. */

/** `codec`s in lower case, null where there is no such stream; `pixelFormat` as FFmpeg names it. */
export type StreamFacts = {
  readonly format: string;
  /** `qt  ` for QuickTime. */
  readonly majorBrand: string;
  readonly videoCodec: string;
  readonly pixelFormat: string;
  readonly audioCodec: string | null;
};

/**
 * Whether a Chromium-like browser plays the original bytes. Electron's and Chrome's own codecs
 * are meant; what only some systems decode in hardware (HEVC) counts as not shown.
 */
export function browserShows(facts: StreamFacts): boolean {
  const { format, videoCodec, pixelFormat, audioCodec } = facts;
  const eightBit = pixelFormat === 'yuv420p' || pixelFormat === 'yuvj420p';
  const isMov = format.split(',').includes('mp4');
  if (isMov && facts.majorBrand.startsWith('qt')) {
    return videoCodec === 'h264' && eightBit && isOneOf(audioCodec, [null, 'aac', 'mp3']);
  }
  if (isMov) {
    const video = videoCodec === 'h264' ? eightBit : isOneOf(videoCodec, ['vp9', 'av1']);
    return video && isOneOf(audioCodec, [null, 'aac', 'mp3', 'opus', 'flac']);
  }
  // FFmpeg calls both WebM and Matroska `matroska,webm`; the caller tells them apart.
  if (format === 'webm') {
    return (
      isOneOf(videoCodec, ['vp8', 'vp9', 'av1']) && isOneOf(audioCodec, [null, 'opus', 'vorbis'])
    );
  }
  return false;
}

const isOneOf = (value: string | null, list: readonly (string | null)[]): boolean =>
  list.includes(value);
