import { join } from 'node:path';
import SqliteDatabase from 'better-sqlite3';
import { expect, onTestFinished, test } from 'vitest';
import { openCatalog } from './open-catalog.ts';
import {
  contentOf,
  folderIn,
  observed,
  openIn,
  temporaryFolder,
  testModel,
} from './testing/made-library.ts';
import type { Catalog, OpenCatalogOptions } from './types.ts';

const clips = ['a', 'b', 'c', 'd', 'e', 'f', 'g'];
const momentsOfClip = 100;
const healthy = { ok: true, problems: [] };

/** Seven clips of a hundred moments: two blocks and most of a third. */
function library() {
  const root = temporaryFolder(onTestFinished);
  const catalog = openIn(root, onTestFinished);
  const folder = catalog.addFolder(folderIn(root, 'videos'));
  const pathOf = (name: string) => join(folder.path, `${name}.mp4`);
  for (const name of clips) seeClip(catalog, folder.id, pathOf(name), name);
  return { root, catalog, folder, pathOf, file: join(root, 'library', 'catalog.sqlite') };
}

function seeClip(
  catalog: Catalog,
  folderId: number,
  path: string,
  bytes: string,
  model = testModel,
): void {
  catalog.recordSeen(folderId, [observed(path, bytes, 'video')]);
  for (const { fileId } of catalog.claimWaiting(1)) {
    catalog.storeContent(fileId, contentOf(bytes, momentsOfClip, model));
  }
}

function clipsIn(catalog: Catalog): number[] {
  const { momentIds, itemIds } = catalog.loadIndex().columns;
  expect([...momentIds]).toEqual([...momentIds].sort((a, b) => a - b));
  for (const itemId of new Set(itemIds)) {
    expect(itemIds.filter((each) => each === itemId)).toHaveLength(momentsOfClip);
  }
  return [...new Set(itemIds)];
}

function open(root: string, model: OpenCatalogOptions['model'] = testModel) {
  const lines: string[] = [];
  const log = (line: string) => void lines.push(line);
  const catalog = openCatalog({ libraryPath: join(root, 'library'), model, log });
  onTestFinished(() => catalog.close());
  return { catalog, lines };
}

function plant(path: string, sql: string): void {
  const database = new SqliteDatabase(path);
  database.exec(sql);
  database.close();
}

test('moments come and go over many blocks, and a block may empty', () => {
  const { root, catalog, folder, pathOf } = library();
  expect(clipsIn(catalog)).toEqual([1, 2, 3, 4, 5, 6, 7]);
  catalog.recordLeft(folder.id, ['b', 'c', 'd', 'e', 'f'].map(pathOf));
  expect(clipsIn(catalog)).toEqual([1, 7]);
  seeClip(catalog, folder.id, pathOf('again'), 'd');
  const { columns } = catalog.loadIndex();
  expect(clipsIn(catalog)).toEqual([1, 4, 7]);
  expect(catalog.check()).toMatchObject(healthy);
  catalog.close();
  const reopened = open(root);
  expect(reopened.catalog.loadIndex().columns).toEqual(columns);
  expect(reopened.lines).toEqual([]);
});

test.each([
  ['a byte that flipped', 'SET columns = zeroblob(length(columns))'],
  ['bytes that are missing', "SET columns = x'00'"],
  ['a count that is off', 'SET moments = moments - 1'],
])('%s: check says it, loading makes the index anew', (_, damage) => {
  const { root, catalog, file } = library();
  const { columns } = catalog.loadIndex();
  plant(file, `UPDATE index_block ${damage} WHERE block = 1`);
  expect(catalog.check().problems).toEqual([
    { kind: 'index', what: expect.stringContaining('block 1') },
  ]);
  catalog.close();
  const reopened = open(root);
  expect(reopened.catalog.loadIndex().columns).toEqual(columns);
  expect(reopened.lines).toEqual([
    expect.stringContaining('block 1'),
    expect.stringContaining('takes seconds'),
  ]);
  expect(reopened.catalog.check()).toMatchObject(healthy);
});

test('a block that is damaged while the library is open stops no write', () => {
  const { root, folder, pathOf, file } = library();
  const { catalog, lines } = open(root);
  plant(file, 'UPDATE index_block SET columns = zeroblob(length(columns)) WHERE block = 1');
  catalog.recordLeft(folder.id, [pathOf('d')]);
  expect(lines).toEqual([expect.stringContaining('block 1')]);
  expect(clipsIn(catalog)).toEqual([1, 2, 3, 5, 6, 7]);
  expect(catalog.check()).toMatchObject(healthy);
});

test('an index that says otherwise than the library is made anew, and listeners read it again', () => {
  const { catalog, file } = library();
  const { columns, epoch } = catalog.loadIndex();
  plant(file, 'DELETE FROM index_block WHERE block = 0');
  expect(catalog.check().problems.slice(0, 2)).toEqual([
    { kind: 'index', what: expect.stringContaining('moment 1 ') },
    { kind: 'index', what: expect.stringContaining('moment 2 ') },
  ]);
  expect(catalog.check().problems).toHaveLength(100);
  const epochs: number[] = [];
  catalog.onIndexChange((change) => epochs.push(change.epoch));
  catalog.rebuildIndex();
  expect(catalog.loadIndex()).toEqual({ columns, epoch: epoch + 2 });
  expect(epochs).toEqual([epoch + 2]);
  expect(catalog.check()).toMatchObject(healthy);
});

test('with another model and back: each time the index is of the model, and of what is there', () => {
  const { root, catalog, folder, pathOf } = library();
  catalog.close();
  const newer = { ...testModel, version: '2', codeBits: 32 };
  const second = open(root, newer).catalog;
  expect(clipsIn(second)).toEqual([]);
  for (const { fileId, path } of second.claimWaiting(2)) {
    const name = clips.find((each) => pathOf(each) === path) ?? '';
    second.storeContent(fileId, contentOf(name, momentsOfClip, newer));
  }
  expect(clipsIn(second)).toHaveLength(2);
  second.recordLeft(folder.id, [pathOf('b')]);
  expect(second.check()).toMatchObject(healthy);
  second.close();
  const third = open(root).catalog;
  expect(clipsIn(third)).toEqual([1, 3, 4, 5, 6, 7]);
  expect(third.check()).toMatchObject(healthy);
});
