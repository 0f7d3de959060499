/** Search over a real catalogue and real child processes, with a model that knows colours. */

import { readFileSync } from 'node:fs';
import { rm, utimes } from 'node:fs/promises';
import { join } from 'node:path';
import sharp from 'sharp';
import { describe, expect, it } from 'vitest';
import { ModelManifest } from '../../../models/manifest.ts';
import { makeClip, type Scene } from '../../../test/support/make-clip.ts';
import { makeOld } from '../../../test/support/photo-files.ts';
import { makeTestLibrary, type TestLibrary } from '../../../test/support/test-library.ts';
import type { IndexChange } from '../catalog/types.ts';
import { createSearch } from './index.ts';
import type { ComposedQuery, SearchEngine } from './types.ts';

async function paint(library: TestLibrary, colours: Record<string, string>): Promise<void> {
  for (const [name, background] of Object.entries(colours)) {
    const path = join(library.folder, name);
    await sharp({ create: { width: 60, height: 40, channels: 3, background } })
      .png()
      .toFile(path);
    await makeOld(path);
  }
}

function searchOf(
  { catalog, workers, libraryPath }: TestLibrary,
  change: (manifest: ModelManifest) => ModelManifest = (manifest) => manifest,
): SearchEngine {
  const modelPath = join(libraryPath, '..', 'model');
  const json = readFileSync(join(modelPath, 'manifest.json'), 'utf8');
  const manifest = change(ModelManifest.parse(JSON.parse(json)));
  return createSearch({ catalog, workers, manifest, modelPath });
}

const namesOf = (library: TestLibrary, itemIds: Iterable<number>) => {
  const ids = [...itemIds];
  const paths = library.catalog.pathsOfItems(ids);
  return ids.map((id) => paths.get(id)?.[0].slice(library.folder.length + 1));
};
const everything: ComposedQuery = { meaning: null, terms: [], filters: [] };
const asked = (search: SearchEngine, text: string) => search.compose({ text, pictures: [] });
const found = (library: TestLibrary, search: SearchEngine, query: ComposedQuery) =>
  namesOf(library, search.rank(query).itemIds);

describe('createSearch', () => {
  it('finds by words, by example and by both, and follows the catalogue', async () => {
    const library = await makeTestLibrary();
    const { ingest, folder, folderId } = library;
    const search = searchOf(library);
    expect(search.rank(everything).itemIds.length).toBe(0);
    expect(search.rank(await asked(search, 'red')).itemIds.length).toBe(0);

    await paint(library, { 'red.png': '#e01010', 'green.png': '#10e010', 'blue.png': '#1010e0' });
    await ingest.settle([folderId]);
    expect(search.epoch).toBe(library.catalog.epoch);
    expect(search.moments).toBe(3);
    for (const colour of ['red', 'green', 'blue']) {
      const ranking = search.rank(await asked(search, colour));
      expect(namesOf(library, ranking.itemIds)[0]).toBe(`${colour}.png`);
      expect(ranking.scores[0]).toBeGreaterThan(0.9);
      expect(ranking.scores[1]).toBeLessThan(0.5);
      expect(ranking.aspectRatios[0]).toBe(1.5);
      expect(ranking.meta).toMatchObject({ epoch: search.epoch, order: 'ranked' });
    }

    await paint(library, { 'crimson.png': '#d81830', 'teal.png': '#10a0a0' });
    await ingest.settle([folderId]);
    const red = await asked(search, 'red');
    expect(found(library, search, red).slice(0, 2)).toEqual(['red.png', 'crimson.png']);
    const [best] = search.top(red, 1);
    const example = search.vectorOfMoment(best?.momentId ?? 0);
    if (example === undefined) throw new Error('no vector');
    const like = await search.compose({ text: '', pictures: [example] });
    const [itself, next] = search.top(like, 2);
    expect(itself).toMatchObject({ itemId: best?.itemId, momentId: best?.momentId, timeMs: null });
    expect(namesOf(library, [next?.itemId ?? 0])).toEqual(['crimson.png']);
    const both = await search.compose({ text: 'green blue', pictures: [example] });
    expect(both.meaning?.calibration).toBe('image');
    expect(found(library, search, both).indexOf('teal.png')).toBeLessThan(
      found(library, search, like).indexOf('teal.png'),
    );

    const [greenest] = search.top(await asked(search, 'green'), 1);
    const unwanted = [search.vectorOfMoment(greenest?.momentId ?? 0) ?? example];
    const away = await search.compose({ text: 'green blue', pictures: [], unwanted });
    const names = found(library, search, away);
    expect(names.indexOf('blue.png')).toBeLessThan(names.indexOf('green.png'));

    await rm(join(folder, 'red.png'));
    await ingest.settle([folderId]);
    expect(search.vectorOfMoment(best?.momentId ?? 0)).toBeUndefined();
    expect(found(library, search, red)).toHaveLength(4);
    expect(found(library, search, red)[0]).toBe('crimson.png');

    const fresh = searchOf(library);
    for (const query of [everything, red, like, both]) {
      const withoutTime = ({ meta: _, ...columns }: ReturnType<SearchEngine['rank']>) => columns;
      expect(withoutTime(search.rank(query))).toEqual(withoutTime(fresh.rank(query)));
      expect(search.top(query, 2).map(({ itemId }) => itemId)).toEqual(
        [...search.rank(query).itemIds].slice(0, 2),
      );
    }
    search.close();
    await paint(library, { 'late.png': '#ffffff' });
    await ingest.settle([folderId]);
    expect([search.moments, fresh.moments]).toEqual([4, 5]);
    fresh.close();
  });

  it('says how many match well, by name or by number, and of pictures nothing', async () => {
    const library = await makeTestLibrary();
    await paint(library, { 'red.png': '#e01010', 'green.png': '#10e010', 'blue.png': '#1010e0' });
    await library.ingest.settle([library.folderId]);
    const search = searchOf(library, (manifest) => {
      const text = { ...manifest.calibration.text, cuts: { loose: 0, normal: 0.5, strict: 1.1 } };
      return { ...manifest, calibration: { ...manifest.calibration, text } };
    });
    const red = await asked(search, 'red');
    const { scores } = search.rank(red);
    const matches = (strictness?: Parameters<SearchEngine['rank']>[1]) =>
      search.rank(red, strictness).meta.matches;
    expect([matches(), matches('loose'), matches('strict'), matches('all')]).toEqual([1, 3, 0, 3]);
    expect([matches(scores[0]), matches(scores[1])]).toEqual([1, 3]);
    expect(search.rank(everything, 'strict').meta.matches).toBe(3);
    const picture = search.vectorOfMoment(1);
    if (picture === undefined) throw new Error('no moment 1');
    const like = await search.compose({ text: '', pictures: [picture] });
    expect(search.rank(like, 'strict').meta.matches).toBe(3);
    search.close();
  });

  it('reads everything again when it missed a change', async () => {
    const library = await makeTestLibrary();
    await paint(library, { 'red.png': '#e01010' });
    const { catalog, workers } = library;
    const lossy = {
      loadIndex: catalog.loadIndex,
      onIndexChange: (listener: (change: IndexChange) => void) =>
        catalog.onIndexChange((change) => {
          if (change.epoch % 2 === 0) listener(change);
        }),
    };
    const search = searchOf({ ...library, catalog: { ...catalog, ...lossy }, workers });
    for (const [index, colour] of ['#10e010', '#1010e0', '#808080'].entries()) {
      await paint(library, { [`${index}.png`]: colour });
      await library.ingest.settle([library.folderId]);
      if (catalog.epoch % 2 === 0) expect(search.moments).toBe(catalog.counts().moments);
    }
    expect(catalog.epoch).toBeGreaterThan(1);
    expect(search.moments).toBeGreaterThan(1);
    search.close();
  });

  it('passes over a change that it has applied already', async () => {
    const library = await makeTestLibrary();
    const { catalog } = library;
    const changes: IndexChange[] = [];
    let deliver: (change: IndexChange) => void = () => {};
    const replayed = {
      loadIndex: catalog.loadIndex,
      onIndexChange(listener: (change: IndexChange) => void) {
        deliver = listener;
        return catalog.onIndexChange((change) => {
          changes.push(change);
          listener(change);
        });
      },
    };
    const search = searchOf({ ...library, catalog: { ...catalog, ...replayed } });
    await paint(library, { 'red.png': '#e01010' });
    await library.ingest.settle([library.folderId]);
    await rm(join(library.folder, 'red.png'));
    await library.ingest.settle([library.folderId]);
    const before = { moments: search.moments, epoch: search.epoch };
    expect(before).toEqual({ moments: 0, epoch: catalog.epoch });
    expect(changes.length).toBeGreaterThan(1);
    for (const change of changes) {
      deliver(change);
      expect({ moments: search.moments, epoch: search.epoch }).toEqual(before);
    }
    search.close();
  });

  it('asked for nothing shows everything; minus words and filters do what they say', async () => {
    const library = await makeTestLibrary();
    const { ingest, folder, folderId } = library;
    await paint(library, { 'red.png': '#e01010', 'yellow.png': '#e0e010', 'green.png': '#10e010' });
    const days = { 'red.png': '2019-12-31', 'yellow.png': '2020-01-01', 'green.png': '2021-05-05' };
    for (const [name, day] of Object.entries(days)) {
      await utimes(join(folder, name), new Date(day), new Date(day));
    }
    await ingest.settle([folderId]);
    const search = searchOf(library);
    const names = async (text: string) => found(library, search, await asked(search, text));
    expect(await asked(search, ' ')).toEqual(everything);
    expect(await names('')).toEqual(['green.png', 'yellow.png', 'red.png']);
    expect((await names('red green -green'))[0]).toBe('red.png');
    expect(await names('-green')).toHaveLength(3);
    expect((await names('-green')).at(-1)).toBe('green.png');
    expect(await names('kind:video')).toEqual([]);
    expect(await names('-kind:video date:2020')).toEqual(['yellow.png']);
    expect(await names('date:..2020')).toEqual(['yellow.png', 'red.png']);
    expect(await names('green date:..2020-01')).toEqual(['yellow.png', 'red.png']);
    expect(await names('green -date:2020..')).toEqual(['red.png']);
    search.close();
  });

  it('asked for one thing and then another finds videos that show them in that order', async () => {
    const library = await makeTestLibrary();
    const [red, green, blue] = [0, 1, 2].map((channel) => scene(channel)) as [Scene, Scene, Scene];
    const clips = { 'red-green': [red, green], 'green-red': [green, red], all: [red, blue, green] };
    for (const [name, scenes] of Object.entries(clips)) {
      const path = join(library.folder, `${name}.mp4`);
      await makeClip(path, scenes, { framesPerSecond: 5 });
      await makeOld(path);
    }
    await paint(library, { 'red.png': '#e01010', 'green.png': '#10e010' });
    await library.ingest.settle([library.folderId]);
    const search = searchOf(library);
    const names = async (text: string) => found(library, search, await asked(search, text));

    expect((await names('red >> green')).at(-1)).toBe('green-red.mp4');
    expect((await names('green >> red'))[0]).toBe('green-red.mp4');
    expect((await names('red >> blue >> green'))[0]).toBe('all.mp4');
    expect((await names('red >> green within:3s'))[0]).toBe('red-green.mp4');
    expect(await names('red >> green within:1s length:..5s')).toHaveLength(2);
    expect(await names('red >> green kind:photo')).toEqual([]);

    const query = await asked(search, 'red >> green');
    const { itemIds, momentIds, scores, meta } = search.rank(query, 0.5);
    expect(meta).toMatchObject({ order: 'ranked', matches: 2 });
    const [first, second] = search.top(query, 2);
    expect(first).toMatchObject({ itemId: itemIds[0], momentId: momentIds[0], timeMs: 0 });
    expect([first?.score, second?.score]).toEqual([...scores.subarray(0, 2)]);
    // The first step may be a picture alone; words alone are the first step that there is.
    const redPicture = search.vectorOfMoment(momentIds[0] as number);
    if (redPicture === undefined) throw new Error('no vector');
    const shown = await search.compose({ text: '>> green', pictures: [redPicture] });
    expect(shown.meaning?.calibration).toBe('image');
    expect(found(library, search, shown).at(-1)).toBe('green-red.mp4');
    expect(await asked(search, '>> green')).toEqual(await asked(search, 'green'));
    search.close();
  });
});

/** Two seconds of red, green or blue. */
function scene(channel: number): Scene {
  const rgb = Uint8Array.from({ length: 64 * 64 * 3 }, (_, at) => (at % 3 === channel ? 224 : 16));
  return { rgb, width: 64, height: 64, durationMs: 2_000 };
}
