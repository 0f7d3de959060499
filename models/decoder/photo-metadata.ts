/** What is known of a photo beside its pixels. */
import type { MediaMetadata } from '../../main/engine/workers/types.ts';
import { readPhotoSays } from './metadata/photo-says.ts';
import type { OpenedPhoto } from './photo-open.ts';

/** Formats that Chromium and Firefox show as they are. */
const shownByBrowsers = new Set(['jpeg', 'png', 'webp', 'gif', 'avif']);

export function readPhotoMetadata(opened: OpenedPhoto): MediaMetadata {
  return {
    ...readPhotoSays(opened.bytes, opened),
    width: opened.width,
    height: opened.height,
    durationMs: opened.durationMs,
    format: opened.format,
    codec: null,
    // Browsers turn CMYK into guesswork.
    browserShows: shownByBrowsers.has(opened.format) && opened.space !== 'cmyk',
  };
}
