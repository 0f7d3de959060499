/** Clips made of captioned photos: a caption finds the right clip, and the right second in it. */
import { mkdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { parseCaptions } from '../../main/engine/evaluate/captions-file.ts';
import { corpusPath, describeCorpus } from '../support/corpus.ts';
import { makeClip } from '../support/make-clip.ts';
import { photoScene } from '../support/photo-scene.ts';
import { withScratchLibrary } from '../support/scratch-library.ts';

const clips = 20;
const photosAClip = 8;
const sceneMs = 3_000;
const side = 224;

type Asked = { readonly caption: string; readonly clip: string; readonly startMs: number };

/** Writes the clips; returns one caption of each photo, with where its photo is. */
async function makeClips(folder: string): Promise<Asked[]> {
  const captionsFile = corpusPath('captions-val.jsonl');
  const photos = parseCaptions(await readFile(captionsFile, 'utf8'), 'en');
  const stride = Math.floor(photos.length / (clips * photosAClip));
  const asked: Asked[] = [];
  for (let number = 0; number < clips; number += 1) {
    const clip = join(folder, `clip-${number}.mp4`);
    const scenes = [];
    for (let scene = 0; scene < photosAClip; scene += 1) {
      const index = (number * photosAClip + scene) * stride;
      const { photo, captions } = photos[index] ?? { photo: '', captions: [] };
      scenes.push(await photoScene(corpusPath(photo), side, sceneMs));
      const caption = captions[index % captions.length] ?? '';
      asked.push({ caption, clip, startMs: scene * sceneMs });
    }
    await makeClip(clip, scenes);
  }
  return asked;
}

describeCorpus('Clips of captioned photos', () => {
  it('a caption finds the clip in half of the cases, and then the right three seconds', async () => {
    await withScratchLibrary(async ({ catalog, search, scratch, index }) => {
      const folder = join(scratch, 'clips');
      await mkdir(folder);
      const asked = await makeClips(folder);
      await index(folder);
      expect(catalog.status()).toMatchObject({ setAside: [], items: clips });

      let rightClip = 0;
      let rightTime = 0;
      for (const { caption, clip, startMs } of asked) {
        const [first] = search.top(await search.compose({ text: caption, pictures: [] }), 1);
        if (first?.itemId !== catalog.itemAtPath(clip)) continue;
        rightClip += 1;
        const timeMs = first?.timeMs ?? -1;
        if (timeMs >= startMs && timeMs < startMs + sceneMs) rightTime += 1;
      }
      const { moments } = catalog.counts();
      console.info(
        `${moments} moments of ${clips} clips; right clip ${rightClip} of ${asked.length}, ` +
          `right time ${rightTime} of those`,
      );
      expect(rightClip / asked.length).toBeGreaterThanOrEqual(0.5);
      expect(rightTime / rightClip).toBeGreaterThanOrEqual(0.9);
    });
  });
});
