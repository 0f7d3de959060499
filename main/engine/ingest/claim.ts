/** Which waiting files are read next. */
import type { Catalog, WaitingFile } from '../catalog/types.ts';

/**
 * Photos first, but one video beside them where there is a decoder to spare, so that neither
 * makes the other wait for ever; videos alone may take every decoder. What is claimed is handed
 * over at once: a claim after it may throw.
 */
export function* claim(
  catalog: Catalog,
  { free, videos, decoders }: { free: number; videos: number; decoders: number },
): Generator<WaitingFile> {
  const video = videos === 0 && decoders > 1 ? catalog.claimWaiting(1, 'video') : [];
  yield* video;
  const photos = free > video.length ? catalog.claimWaiting(free - video.length, 'photo') : [];
  yield* photos;
  if (video.length + photos.length === 0 && videos < decoders) {
    yield* catalog.claimWaiting(1, 'video');
  }
}
