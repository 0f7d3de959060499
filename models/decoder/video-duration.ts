/** How long a video is, as its container tells, with nothing decoded for it. */
import { WorkerError } from '../../main/engine/workers/types.ts';
import { durationOf } from './video.ts';
import { chooseVideo, openContainer } from './video-ffmpeg.ts';

/** Milliseconds as `MediaMetadata` has them; null for what is no video, or a broken one. */
export async function readDurationMs(path: string): Promise<number | null> {
  try {
    const { input } = await openContainer(path);
    try {
      return durationOf(input, chooseVideo(input));
    } finally {
      await input.closeInput();
    }
  } catch (error) {
    if (error instanceof WorkerError) return null;
    throw error;
  }
}
