/** Motion photos as phones write them: a picture and, in the same file, the moment around it. */
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import { drawScene, makeClip } from './make-clip.ts';
import { makeHeif, type Picture } from './make-heif.ts';
import { quarters } from './quarters.ts';
import { box } from './write-boxes.ts';

/** An MP4 of two scenes of a second each, as bytes. */
export async function motionClip(codec = 'libx264'): Promise<Buffer> {
  const folder = await mkdtemp(path.join(os.tmpdir(), 'afterimage-motion-'));
  try {
    const clip = path.join(folder, 'clip.mp4');
    const size = { width: 160, height: 120, durationMs: 1000 };
    const codecOptions =
      codec === 'libx265' ? { preset: 'ultrafast', 'x265-params': 'log-level=none' } : undefined;
    await makeClip(clip, [drawScene(1, size), drawScene(2, size)], {
      codec,
      ...(codecOptions ? { codecOptions } : {}),
    });
    return await readFile(clip);
  } finally {
    await rm(folder, { recursive: true });
  }
}

export const motionWriters = {
  /** Google's: the MP4 follows the JPEG. */
  google: async (clip: Buffer) => Buffer.concat([await quarters(640, 480).jpeg().toBuffer(), clip]),
  /** Samsung's: a name before the MP4, a directory behind it. */
  samsung: async (clip: Buffer) =>
    Buffer.concat([
      await quarters(640, 480).jpeg().toBuffer(),
      Buffer.from('\0\0\x30\x0a\x10\0\0\0MotionPhoto_Data', 'latin1'),
      clip,
      Buffer.from('SEFHk\0\0\0\x01\0\0\0\0\0\x30\x0a\0\0\0\0SEFT', 'latin1'),
    ]),
  /** In the last box of a HEIC. */
  heic: async (clip: Buffer) => {
    const picture: Picture = {
      rgb: await quarters(640, 480).raw().toBuffer(),
      width: 640,
      height: 480,
    };
    return makeHeif({ tiles: [picture], after: box('mpvd', clip) });
  },
} satisfies Record<string, (clip: Buffer) => Promise<Buffer>>;
