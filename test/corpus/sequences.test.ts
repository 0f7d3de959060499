/** "This, then that": clips that show two photos, and the same two the other way round. */
import { mkdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { parseCaptions } from '../../main/engine/evaluate/captions-file.ts';
import { corpusPath, describeCorpus } from '../support/corpus.ts';
import { makeClip } from '../support/make-clip.ts';
import { photoScene } from '../support/photo-scene.ts';
import { withScratchLibrary } from '../support/scratch-library.ts';

const pairs = 20;
const sceneMs = 2_500;
const side = 224;

type Asked = { readonly text: string; readonly clip: string; readonly reverse: string };

/** Writes two clips a pair; returns what each of them answers. */
async function makePairs(folder: string): Promise<Asked[]> {
  const captionsFile = corpusPath('captions-val.jsonl');
  const photos = parseCaptions(await readFile(captionsFile, 'utf8'), 'en');
  const stride = Math.floor(photos.length / (2 * pairs));
  const asked: Asked[] = [];
  for (let pair = 0; pair < pairs; pair += 1) {
    const two = [photos[2 * pair * stride], photos[(2 * pair + 1) * stride]];
    const scenes = await Promise.all(
      two.map((each) => photoScene(corpusPath(each?.photo ?? ''), side, sceneMs)),
    );
    const said = two.map((each) => `"${each?.captions[0]?.replaceAll('"', '') ?? ''}"`);
    const clip = join(folder, `${pair}-one-way.mp4`);
    const reverse = join(folder, `${pair}-other-way.mp4`);
    await makeClip(clip, scenes, { framesPerSecond: 10 });
    await makeClip(reverse, scenes.toReversed(), { framesPerSecond: 10 });
    asked.push({ text: said.join(' >> '), clip, reverse });
    asked.push({ text: said.toReversed().join(' >> '), clip: reverse, reverse: clip });
  }
  return asked;
}

describeCorpus('Clips of two captioned photos, either way round', () => {
  it('one caption and then the other finds the clip before its reverse, nine times in ten', async () => {
    await withScratchLibrary(async ({ catalog, search, scratch, index }) => {
      const folder = join(scratch, 'clips');
      await mkdir(folder);
      const asked = await makePairs(folder);
      await index(folder);
      expect(catalog.status()).toMatchObject({ setAside: [], items: 2 * pairs });

      let before = 0;
      let first = 0;
      for (const { text, clip, reverse } of asked) {
        const ranked = search.top(await search.compose({ text, pictures: [] }), 2 * pairs);
        const items = ranked.map(({ itemId }) => itemId);
        expect(items).toHaveLength(2 * pairs);
        const [place, ofReverse] = [clip, reverse].map((path) =>
          items.indexOf(catalog.itemAtPath(path) ?? 0),
        ) as [number, number];
        expect(Math.min(place, ofReverse)).toBeGreaterThanOrEqual(0);
        if (place < ofReverse) before += 1;
        if (place === 0) first += 1;
      }
      console.info(
        `${catalog.counts().moments} moments of ${2 * pairs} clips; before its reverse ${before} of ` +
          `${asked.length}, the first of all ${first}`,
      );
      expect(before / asked.length).toBeGreaterThanOrEqual(0.9);
    });
  });
});
