/** Which waiting files are read next. */
import type { Catalog, WaitingFile } from '../catalog/types.ts';

export type ClaimState = {
  /** Files that may be claimed. */
  readonly free: number;
  /** Videos that are being read. */
  readonly videos: number;
  readonly decoders: number;
  /** Photos that were claimed since the last video. */
  readonly photosInARow: number;
};

/** Videos at a time: they share one encoder. */
const mostVideos = 4;
/** With one decoder a video has its turn after so many photos. */
export const photosATurn = 100;

/**
 * Photos first, but one video beside them, so that neither makes the other wait for ever: all the
 * time where there is a decoder to spare, else now and then. Videos alone may take several decoders.
 * What is claimed is handed over at once: a claim after it may throw.
 */
export function* claim(
  catalog: Catalog,
  { free, videos, decoders, photosInARow }: ClaimState,
): Generator<WaitingFile> {
  const isVideosTurn = decoders > 1 || photosInARow >= photosATurn;
  const video = videos === 0 && isVideosTurn ? catalog.claimWaiting(1, 'video') : [];
  yield* video;
  const photos = free > video.length ? catalog.claimWaiting(free - video.length, 'photo') : [];
  yield* photos;
  if (video.length + photos.length === 0 && videos < Math.min(decoders, mostVideos)) {
    yield* catalog.claimWaiting(1, 'video');
  }
}
