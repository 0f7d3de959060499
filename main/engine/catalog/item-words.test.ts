import { join } from 'node:path';
import SqliteDatabase from 'better-sqlite3';
import { expect, onTestFinished, test } from 'vitest';
import type { WordPlace } from '../contract/library.ts';
import { openCatalog } from './open-catalog.ts';
import {
  contentOf,
  folderIn,
  indexFiles,
  observed,
  openIn,
  temporaryFolder,
  testModel,
} from './testing/made-library.ts';

function library(...paths: string[]) {
  const root = temporaryFolder(onTestFinished);
  const catalog = openIn(root, onTestFinished);
  const folder = catalog.addFolder(folderIn(root, 'Photos'));
  const at = (path: string) => join(folder.path, path);
  for (const path of paths) indexFiles(catalog, folder.id, { [at(path)]: path });
  const found = (words: string, place?: WordPlace, begins = false) => [
    ...catalog.itemsNamed(words, { ...(place && { place }), begins, most: 100 }),
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
  catalog.rebuildWords();
  expect(catalog.check()).toEqual({ ok: true, problems: [] });
  catalog.close();
  plant('DELETE FROM item_words; DELETE FROM item_words_built');
  const reopened = openIn(root, onTestFinished);
  expect([...reopened.itemsNamed('b', { place: 'name', begins: false, most: 9 })]).toEqual([2]);
  expect(reopened.check()).toEqual({ ok: true, problems: [] });
});

test('a removed folder that comes back brings the words of its places', () => {
  const root = temporaryFolder(onTestFinished);
  const catalog = openIn(root, onTestFinished);
  const [first, second] = ['one', 'two'].map((name) =>
    catalog.addFolder(folderIn(root, 'all', name)),
  );
  const bytes = 'the same';
  indexFiles(catalog, first?.id ?? 0, { [join(first?.path ?? '', 'x.jpg')]: bytes });
  indexFiles(catalog, second?.id ?? 0, { [join(second?.path ?? '', 'sunset.jpg')]: bytes });
  const found = () => [...catalog.itemsNamed('sunset', { place: 'name', begins: false, most: 9 })];
  expect(found()).toEqual([1]);
  catalog.removeFolder(second?.id ?? 0);
  expect(found()).toEqual([]);
  catalog.addFolder(second?.path ?? '');
  expect(found()).toEqual([1]);
  catalog.removeFolder(second?.id ?? 0);
  catalog.addFolder(join(root, 'all'));
  expect(found()).toEqual([1]);
});

test.each([
  ['한국', '한국.jpg'.normalize('NFD')],
  ['が', 'が学校.jpg'.normalize('NFD')],
  ['Байкал', 'Байкал 1.jpg'.normalize('NFD')],
  ['beach', 'beach🏖.jpg'],
  ['京都', '京都旅行.jpg'],
])('%s is found in %s', (words, name) => {
  const { found } = library(name);
  expect(found(words, 'name', true)).toEqual([1]);
});

test('damaged words cost no search and no write, and are made anew', () => {
  const { root, catalog, folder, at, file } = library('a.jpg', 'b.jpg');
  catalog.close();
  const lines: string[] = [];
  const open = () => {
    const opened = openCatalog({
      libraryPath: join(root, 'library'),
      model: testModel,
      log: (line) => lines.push(line),
    });
    onTestFinished(() => opened.close());
    return opened;
  };
  const damaged = open();
  const database = new SqliteDatabase(file);
  database.unsafeMode();
  database.pragma('writable_schema = ON');
  database.exec('UPDATE item_words_data SET block = zeroblob(length(block)) WHERE id > 10');
  database.close();
  expect([...damaged.itemsNamed('b', { place: 'name', begins: false, most: 9 })]).toEqual([]);
  expect(lines).toEqual([expect.stringContaining('damaged')]);
  indexFiles(damaged, folder.id, { [at('c.jpg')]: 'c.jpg' });
  expect(damaged.counts().items).toBe(3);
  damaged.close();
  const mended = open();
  expect([...mended.itemsNamed('c', { place: 'name', begins: false, most: 9 })]).toEqual([3]);
  expect(mended.check()).toEqual({ ok: true, problems: [] });
});
