/** Copies of photos and of clips are told from what is merely like them. */
import { copyFile, mkdir, readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { corpusPath, describeCorpus } from '../support/corpus.ts';
import { makeClip, type Scene } from '../support/make-clip.ts';
import { copiesOf } from '../support/photo-copies.ts';
import { photoScene } from '../support/photo-scene.ts';
import { type ScratchLibrary, withScratchLibrary } from '../support/scratch-library.ts';

const photosCopied = 30;
const photosThere = 300;
const clips = 8;
const photosAClip = 5;
const sceneMs = 2_000;

async function photosOf(count: number): Promise<string[]> {
  const names = (await readdir(corpusPath('photos', 'val'))).sort();
  return names.slice(0, count).map((name) => corpusPath('photos', 'val', name));
}

async function nearTo({ workers, search, catalog }: ScratchLibrary, bytes: Uint8Array) {
  const { moments } = await workers.decodePicture(bytes);
  const [picture] = await workers.encodePictures(moments.map(({ pixels }) => pixels));
  if (picture === undefined) throw new Error('a copy that is no picture');
  const example = { kind: 'photo' as const, moments: [picture] };
  const query = await search.compose({ text: '', pictures: [picture], example });
  return itemsNear({ search, catalog }, query);
}

function itemsNear(
  { search }: Pick<ScratchLibrary, 'search' | 'catalog'>,
  query: Awaited<ReturnType<ScratchLibrary['search']['compose']>>,
): number[] {
  return search
    .top(query, 50)
    .filter(({ likeness }) => likeness === 'near')
    .map(({ itemId }) => itemId);
}

describeCorpus('Near duplicates', () => {
  it('of photos: 95 of 100 copies find theirs, and 99 of 100 found are theirs', async () => {
    await withScratchLibrary(async (library) => {
      const folder = join(library.scratch, 'photos');
      await mkdir(folder);
      const photos = await photosOf(photosThere);
      const places = Array.from(photos.keys(), (number) => join(folder, `${number}.jpg`));
      await Promise.all(photos.map((photo, number) => copyFile(photo, places[number] as string)));
      await library.index(folder);
      let [copies, right, found] = [0, 0, 0];
      for (const [number, place] of places.slice(0, photosCopied).entries()) {
        const own = library.catalog.itemAtPath(place);
        for (const { bytes } of await copiesOf(await readFile(place), number)) {
          const near = await nearTo(library, bytes);
          copies += 1;
          found += near.length;
          right += Number(near.includes(own ?? 0));
        }
      }
      console.info(`${right} of ${copies} copies found theirs, ${found - right} others were found`);
      expect(right / copies).toBeGreaterThanOrEqual(0.95);
      expect(right / found).toBeGreaterThanOrEqual(0.99);
    });
  });

  it('of clips: saved smaller, or in part, in order; not those that only begin alike', async () => {
    await withScratchLibrary(async (library) => {
      const folder = join(library.scratch, 'clips');
      await mkdir(folder);
      const photos = await photosOf(clips * photosAClip);
      const path = (number: number, kind: string) => join(folder, `${number}-${kind}.mp4`);
      for (let number = 0; number < clips; number += 1) {
        const own = photos.slice(number * photosAClip, (number + 1) * photosAClip);
        const others = photos.slice(((number + 1) % clips) * photosAClip).slice(0, photosAClip);
        const scenes = (of: readonly string[], side: number): Promise<Scene[]> =>
          Promise.all(of.map((photo) => photoScene(photo, side, sceneMs)));
        const whole = await scenes(own, 224);
        const worse = { framesPerSecond: 15, codecOptions: { preset: 'veryfast', crf: '32' } };
        await makeClip(path(number, 'clip'), whole);
        await makeClip(path(number, 'saved'), await scenes(own, 160), worse);
        await makeClip(path(number, 'part'), whole.slice(1, 4), worse);
        await makeClip(path(number, 'reversed'), whole.toReversed());
        // Another clip that begins as this one does, and goes on as no other does.
        const begins = [...own.slice(0, 1), ...others.slice(1).reverse()];
        await makeClip(path(number, 'begins'), await scenes(begins, 224));
      }
      await library.index(folder);
      const { catalog, search } = library;
      const wanted = ['saved', 'part'];
      const counts = { right: 0, wrong: 0 };
      for (let number = 0; number < clips; number += 1) {
        const itemId = catalog.itemAtPath(path(number, 'clip')) ?? 0;
        const [moment] = catalog.item(itemId)?.moments ?? [];
        const picture = search.vectorOfMoment(moment?.momentId ?? 0);
        if (picture === undefined) throw new Error(`clip ${number} has no moment`);
        const example = search.exampleOfItem(itemId);
        const near = itemsNear(
          library,
          await search.compose({ text: '', pictures: [picture], example }),
        );
        const right = wanted.map((kind) => catalog.itemAtPath(path(number, kind)));
        counts.right += near.filter((each) => right.includes(each)).length;
        counts.wrong += near.filter((each) => !right.includes(each)).length;
      }
      console.info(`${counts.right} of ${clips * wanted.length} copies, ${counts.wrong} others`);
      expect(counts).toEqual({ right: clips * wanted.length, wrong: 0 });
    });
  });
});
