import { join } from 'node:path';
import SqliteDatabase from 'better-sqlite3';
import { expect, onTestFinished, test } from 'vitest';
import type { WordPlace } from '../contract/library.ts';
import {
  contentOf,
  folderIn,
  indexFiles,
  observed,
  openIn,
  temporaryFolder,
} from './testing/made-library.ts';

function library(...paths: string[]) {
  const root = temporaryFolder(onTestFinished);
  const catalog = openIn(root, onTestFinished);
  const folder = catalog.addFolder(folderIn(root, 'Photos'));
  const at = (path: string) => join(folder.path, path);
  for (const path of paths) indexFiles(catalog, folder.id, { [at(path)]: path });
  const found = (words: string, place: WordPlace = 'name', begins = false) => [
    ...catalog.itemsNamed(words, { place, begins, most: 100 }),
  ];
  return { root, catalog, folder, at, found, file: join(root, 'library', 'catalog.sqlite') };
}

test.each<[string, WordPlace, boolean, number[]]>([
  ['IMG_2041', 'name', false, [1]],
  ['img 2041.JPG', 'name', false, [1]],
  ['2041', 'name', false, [1]],
  ['204', 'name', false, []],
  ['IMG_20', 'name', true, [1, 2]],
  ['2041 IMG', 'name', false, []],
  ['Cafe', 'name', false, [3]],
  ['CAFÉ', 'name', false, [3]],
  ['italy', 'folder', false, [2, 3]],
  ['Italy 2019', 'folder', false, [2]],
  ['Italy 2019', 'name', false, []],
  ['photos', 'folder', false, [1, 2, 3]],
  ['"', 'name', false, []],
  ['', 'name', true, []],
  ['* OR name', 'name', false, []],
  ['2041" OR "img', 'name', false, []],
])('%j in the %s, begins: %s', (words, place, begins, expected) => {
  const { found } = library('IMG_2041.jpg', 'Italy 2019/IMG_2042.jpg', 'italy/café.jpg');
  expect(found(words, place, begins)).toEqual(expected);
});

test('a camera is found by its words', () => {
  const { catalog, folder, at, found } = library();
  catalog.recordSeen(folder.id, [observed(at('a.jpg'), 'a')]);
  const [claimed] = catalog.claimWaiting(1);
  const content = contentOf('a');
  const metadata = { ...content.metadata, camera: 'Canon EOS 5D' };
  catalog.storeContent(claimed?.fileId ?? 0, { ...content, metadata });
  expect([found('eos 5d', 'camera'), found('nikon', 'camera')]).toEqual([[1], []]);
});

test('words follow the places: a copy, a move, a place that leaves, a folder that is removed', () => {
  const { catalog, folder, at, found } = library('a.jpg');
  const bytes = 'a.jpg';
  indexFiles(catalog, folder.id, { [at('b.jpg')]: bytes });
  expect([found('a'), found('b')]).toEqual([[1], [1]]);
  catalog.recordLeft(folder.id, [at('a.jpg')]);
  expect([found('a'), found('b')]).toEqual([[], [1]]);
  catalog.recordLeft(folder.id, [at('b.jpg')]);
  expect(found('b')).toEqual([]);
  indexFiles(catalog, folder.id, { [at('moved/c.jpg')]: bytes });
  expect([found('c'), found('moved', 'folder')]).toEqual([[1], [1]]);
  expect(catalog.check()).toEqual({ ok: true, problems: [] });
  catalog.removeFolder(folder.id);
  expect(found('c')).toEqual([]);
  catalog.addFolder(folder.path);
  expect(found('c')).toEqual([1]);
  expect(catalog.check()).toEqual({ ok: true, problems: [] });
});

test('a library without them gets them when it opens; check says which are missing', () => {
  const { root, catalog, file } = library('a.jpg', 'b.jpg');
  const plant = (sql: string) => {
    const database = new SqliteDatabase(file);
    database.exec(sql);
    database.close();
  };
  plant('DELETE FROM item_words WHERE rowid = 2');
  expect(catalog.check().problems).toEqual([
    { kind: 'words', what: expect.stringContaining('item 2 ') },
  ]);
  catalog.rebuildIndex();
  expect(catalog.check()).toEqual({ ok: true, problems: [] });
  catalog.close();
  plant('DELETE FROM item_words; DELETE FROM item_words_built');
  const reopened = openIn(root, onTestFinished);
  expect([...reopened.itemsNamed('b', { place: 'name', begins: false, most: 9 })]).toEqual([2]);
  expect(reopened.check()).toEqual({ ok: true, problems: [] });
});
