/** Whether a photo has a short video in it; see `formats/motion-video.ts`. */
import type { FilePart } from '../../main/engine/workers/types.ts';
import { findMotionVideo } from './formats/motion-video.ts';
import { readPictureOf } from './read-picture.ts';

/** Where it lies; null where there is none. Rejects with what the file system answers. */
export async function findMotion(path: string): Promise<FilePart | null> {
  const bytes = await readPictureOf(path, ['jpeg', 'heic']);
  if (bytes === undefined) return null;
  return findMotionVideo(Buffer.from(bytes.buffer, bytes.byteOffset, bytes.length)) ?? null;
}
