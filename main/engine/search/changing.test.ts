/** Moments come and go while queries run: every answer is that of a library opened anew. */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setImmediate as breathe } from 'node:timers/promises';
import { afterAll, beforeAll, expect, test } from 'vitest';
import type { ModelManifest } from '../../../models/manifest.ts';
import { hashEmbedding, normalise } from '../../../models/runtime/hash.ts';
import { writeTinyModel } from '../../../models/runtime/testing/tiny-model.ts';
import { openCatalog } from '../catalog/open-catalog.ts';
import { contentOf, folderIn, observed } from '../catalog/testing/made-library.ts';
import { createSearch } from './index.ts';
import { openHashHead } from './query/hash-head.ts';
import type { SearchEngine } from './types.ts';

const [videos, momentsEach, queries] = [200, 50, 1_000];
const words = ['red', 'green', 'blue', 'red green', 'green blue'];

let root: string;
let manifest: ModelManifest;

beforeAll(async () => {
  root = mkdtempSync(join(tmpdir(), 'afterimage-changing-'));
  manifest = await writeTinyModel(join(root, 'model'));
});
afterAll(() => rmSync(root, { recursive: true }));

test('10,000 moments are inserted and deleted while 1,000 queries run', async () => {
  const { dimension } = manifest.embedding;
  const { name, version, hash } = manifest;
  const model = { name, version, codeBits: hash.bits, dimension };
  const modelPath = join(root, 'model');
  const catalog = openCatalog({ libraryPath: join(root, 'library'), model });
  const folder = catalog.addFolder(folderIn(root, 'videos'));
  const head = openHashHead(manifest, modelPath)();
  const encode = (embedding: Float32Array, modality: 'photo' | 'text') => {
    const unit = normalise(embedding);
    return {
      embedding: unit,
      code: hashEmbedding(unit, modality, head),
      luma: new Uint8Array(256),
    };
  };
  const encodeTexts = async (texts: readonly string[]) => {
    await breathe();
    return texts.map((text) => {
      const has = (word: string) => (text.includes(word) ? 1 : 0);
      return encode(Float32Array.of(has('red'), has('green'), has('blue'), 0.1), 'text');
    });
  };
  const open = () => createSearch({ catalog, workers: { encodeTexts }, manifest, modelPath });
  const search = open();
  const pathOf = (video: number) => join(folder.path, `${video}.mp4`);

  function insert(video: number): void {
    catalog.recordSeen(folder.id, [observed(pathOf(video), `video ${video}`, 'video')]);
    const content = contentOf(`video ${video}`, momentsEach, model);
    const moments = content.moments.map((moment, number) => {
      // Few different ones, so that ties are common.
      const colour = Float32Array.of((video * number) % 5, number % 3, video % 7, 0.1);
      return { ...moment, encoded: encode(colour, 'photo') };
    });
    for (const file of catalog.claimWaiting(1))
      catalog.storeContent(file.fileId, { ...content, moments });
  }

  let isOver = false;
  let [inserted, deleted] = [0, 0];
  async function change(): Promise<void> {
    // Never more than forty at once, so that queries meet rows that left, and sweeps of them.
    for (let video = 0; video < videos + 40; video += 1) {
      if (video < videos) {
        insert(video);
        inserted += momentsEach;
      }
      await breathe();
      if (video >= 40) {
        catalog.recordLeft(folder.id, [pathOf(video - 40)]);
        deleted += momentsEach;
      }
      await breathe();
    }
    isOver = true;
  }

  let anew: { epoch: number; search: SearchEngine } | undefined;
  const epochs = new Set<number>();
  async function ask(): Promise<void> {
    for (let query = 0; query < queries || !isOver; query += 1) {
      const text = words[query % words.length] as string;
      // Words are kept; the library changes all the same.
      await breathe();
      const composed = await search.compose({ text: `${text}^${1 + (query % 3)}`, pictures: [] });
      const answer = search.rank(composed);
      expect(answer.meta.epoch).toBe(catalog.epoch);
      if (anew?.epoch !== answer.meta.epoch) {
        anew?.search.close();
        anew = { epoch: answer.meta.epoch, search: open() };
      }
      epochs.add(answer.meta.epoch);
      const expected = anew.search.rank(composed);
      expect([...answer.itemIds]).toEqual([...expected.itemIds]);
      expect([...answer.momentIds]).toEqual([...expected.momentIds]);
      expect([...answer.scores]).toEqual([...expected.scores]);
    }
  }

  await Promise.all([change(), ask()]);
  expect([inserted, deleted]).toEqual([10_000, 10_000]);
  expect(search.moments).toBe(0);
  expect(epochs.size).toBeGreaterThan(100);
  anew?.search.close();
  search.close();
  catalog.close();
});
