/** A folder of drawn photos, a clip with known scenes, and a broken file, made for one test. */
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { makeClip } from './make-clip.ts';
import { rawScene, writePicture } from './pictures.ts';

export const photoCount = 18;
/** The clip's scenes, each three seconds; none of them is among the photos. */
export const clipScenes = [101, 102, 103];
export const sceneMs = 3000;

export type MadeFolder = {
  /** Holds everything of the test. */
  readonly root: string;
  readonly pictures: string;
  readonly library: string;
  remove(): Promise<void>;
};

export async function makeFolder(): Promise<MadeFolder> {
  const root = await mkdtemp(join(tmpdir(), 'afterimage-e2e-'));
  const pictures = join(root, 'pictures');
  await mkdir(join(pictures, 'trip'), { recursive: true });
  for (let number = 0; number < photoCount; number += 1) {
    const folder = number % 2 === 0 ? pictures : join(pictures, 'trip');
    const ending = number === 3 ? 'tiff' : number === 4 ? 'png' : number === 5 ? 'webp' : 'jpg';
    await writePicture(join(folder, `photo-${String(number).padStart(2, '0')}.${ending}`), number);
  }
  const size = { width: 640, height: 360 };
  const scenes = [];
  for (const number of clipScenes) {
    scenes.push({
      rgb: await rawScene(number, size.width, size.height),
      ...size,
      durationMs: sceneMs,
    });
  }
  await makeClip(join(pictures, 'clip.mp4'), scenes);
  await makeClip(join(pictures, 'old.avi'), scenes.slice(0, 2), { codec: 'mpeg4' });
  await writeFile(join(pictures, 'broken.jpg'), 'this is not a picture');
  return {
    root,
    pictures,
    library: join(root, 'library'),
    remove: () => rm(root, { recursive: true, force: true }),
  };
}

/** Photos and clips that search finds; the broken file is set aside. */
export const madeItems = photoCount + 2;
