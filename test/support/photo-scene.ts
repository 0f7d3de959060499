/** A photo as a scene of a clip. */
import sharp from 'sharp';
import type { Scene } from './make-clip.ts';

/** Squashed to a square of `side` pixels. */
export async function photoScene(path: string, side: number, durationMs: number): Promise<Scene> {
  const picture = sharp(path).resize(side, side, { fit: 'fill' }).removeAlpha();
  const rgb = await picture.toColourspace('srgb').raw().toBuffer();
  return { rgb, width: side, height: side, durationMs };
}
