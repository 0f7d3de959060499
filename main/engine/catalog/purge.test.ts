/** What is hidden, until when it is kept, and that nothing of it is left then. */
import { statSync } from 'node:fs';
import { join } from 'node:path';
import SqliteDatabase from 'better-sqlite3';
import { expect, onTestFinished, test } from 'vitest';
import { dayMs } from '../contract/settings.ts';
import {
  contentOf,
  folderIn,
  identityOf,
  indexFiles,
  observed,
  openIn,
  temporaryFolder,
  testModel,
} from './testing/made-library.ts';
import type { Catalog } from './types.ts';

function library() {
  const root = temporaryFolder(onTestFinished);
  const time = { wall: Date.UTC(2026, 0, 1), running: 0 };
  const clocks = { wallMs: () => time.wall, runningMs: () => time.running };
  const open = () => openIn(root, onTestFinished, testModel, clocks);
  const catalog = open();
  const folder = catalog.addFolder(folderIn(root, 'photos'));
  /** An engine that runs all the time. */
  const pass = (days: number, of = catalog) => {
    for (let day = 0; day < days; day += 1) {
      time.wall += dayMs;
      time.running += dayMs;
      of.purge();
    }
  };
  const at = (name: string) => join(folder.path, name);
  return { root, time, open, catalog, folder, at, pass };
}

function purgeAll(catalog: Catalog): number {
  let steps = 0;
  for (; catalog.purge(); steps += 1) expect(catalog.check().problems).toEqual([]);
  expect(catalog.check().problems).toEqual([]);
  return steps;
}

/** Rows of each table that a purge has to do with. */
function rowsLeft(root: string): Record<string, number> {
  const tables = ['item', 'content', 'moment', 'coding', 'code', 'moment_luma', 'annotation'];
  const more = ['item_tag', 'tag', 'annotation_change', 'annotation_before', 'purged_content'];
  const count = (name: string, table: string) => {
    const database = new SqliteDatabase(join(root, 'library', name), { readonly: true });
    const rows = database.prepare<[], number>(`SELECT count(*) FROM ${table}`).pluck().get() ?? 0;
    database.close();
    return rows;
  };
  return {
    ...Object.fromEntries(
      [...tables, ...more].map((each) => [each, count('catalog.sqlite', each)]),
    ),
    thumbnail: count('thumbnails.sqlite', 'thumbnail'),
  };
}

const tagged = {
  rating: 3,
  addTags: ['dogs'],
  removeTags: [],
  addToAlbums: [],
  removeFromAlbums: [],
};

test('a deleted file is kept for ninety days, and then nothing of it is left', () => {
  const { root, catalog, folder, at, pass } = library();
  indexFiles(catalog, folder.id, { [at('a.jpg')]: 'dog', [at('b.jpg')]: 'cat' });
  const one = { item: 1, content: 1, moment: 1, coding: 1, code: 1, moment_luma: 1, thumbnail: 1 };
  const none = { annotation: 0, item_tag: 0, tag: 0, annotation_change: 0, annotation_before: 0 };
  catalog.annotate([catalog.itemAtPath(at('a.jpg')) ?? 0], tagged);
  catalog.recordLeft(folder.id, [at('a.jpg')]);
  const untilMs = Date.UTC(2026, 0, 1) + 90 * dayMs;
  expect(catalog.hidden()).toEqual({ items: 1, untilMs });
  expect(catalog.status().hidden).toEqual({ items: 1, untilMs });
  expect(catalog.check()).toEqual({ ok: true, problems: [], hidden: 1 });
  pass(89);
  expect(rowsLeft(root)).toMatchObject({ item: 2, annotation: 1, tag: 1, thumbnail: 2 });
  pass(2);
  purgeAll(catalog);
  expect(rowsLeft(root)).toEqual({ ...one, ...none, purged_content: 0 });
  expect(catalog.hidden()).toEqual({ items: 0, untilMs: null });
  expect(catalog.itemAtPath(at('b.jpg'))).toBeDefined();
  // It comes back as something new.
  expect(indexFiles(catalog, folder.id, { [at('a.jpg')]: 'dog' })).toEqual({
    encoded: 1,
    linked: 0,
  });
  expect(catalog.annotations(catalog.itemAtPath(at('a.jpg')) ?? 0).rating).toBe(0);
});

test('until then its bytes bring it back, with all that was added', () => {
  const { catalog, folder, at, pass } = library();
  indexFiles(catalog, folder.id, { [at('a.jpg')]: 'dog' });
  const itemId = catalog.itemAtPath(at('a.jpg')) ?? 0;
  catalog.annotate([itemId], tagged);
  catalog.recordLeft(folder.id, [at('a.jpg')]);
  pass(88);
  expect(indexFiles(catalog, folder.id, { [at('b.jpg')]: 'dog' })).toEqual({
    encoded: 0,
    linked: 1,
  });
  pass(88);
  expect(catalog.itemAtPath(at('b.jpg'))).toBe(itemId);
  expect(catalog.annotations(itemId)).toMatchObject({ rating: 3, tags: ['dogs'] });
  // It was hidden once; what counts is when it hid last.
  catalog.recordLeft(folder.id, [at('b.jpg')]);
  pass(88);
  expect(catalog.hidden().items).toBe(1);
});

test.each([
  [7, 6, 8],
  [365, 364, 366],
])('kept for %i days', (days, before, after) => {
  const { catalog, folder, at, pass } = library();
  expect(catalog.settings().keepHiddenDays).toBe(90);
  expect(catalog.changeSettings({ keepHiddenDays: days })).toMatchObject({ keepHiddenDays: days });
  indexFiles(catalog, folder.id, { [at('a.jpg')]: 'dog' });
  catalog.recordLeft(folder.id, [at('a.jpg')]);
  pass(before);
  expect(catalog.hidden().items).toBe(1);
  pass(after - before);
  purgeAll(catalog);
  expect(catalog.hidden().items).toBe(0);
});

test('kept for ever, also after the library was opened again', () => {
  const { catalog, folder, at, pass, open } = library();
  catalog.changeSettings({ keepHiddenDays: 'forever' });
  indexFiles(catalog, folder.id, { [at('a.jpg')]: 'dog' });
  catalog.recordLeft(folder.id, [at('a.jpg')]);
  catalog.close();
  const again = open();
  expect(again.settings().keepHiddenDays).toBe('forever');
  pass(1000, again);
  expect(again.hidden()).toEqual({ items: 1, untilMs: null });
});

test('what an edited photo was before goes too, after the same time', () => {
  const { root, catalog, folder, at, pass } = library();
  indexFiles(catalog, folder.id, { [at('a.jpg')]: 'dog' });
  indexFiles(catalog, folder.id, { [at('a.jpg')]: 'dog, cropped' });
  pass(60);
  // Undone, and edited again.
  indexFiles(catalog, folder.id, { [at('a.jpg')]: 'dog' });
  indexFiles(catalog, folder.id, { [at('a.jpg')]: 'dog, cropped' });
  pass(60);
  expect(rowsLeft(root)).toMatchObject({ item: 1, content: 2, thumbnail: 2 });
  pass(31);
  purgeAll(catalog);
  expect(rowsLeft(root)).toMatchObject({ item: 1, content: 1, moment: 1, thumbnail: 1 });
  expect(catalog.counts()).toMatchObject({ items: 1, moments: 1 });
});

test('an item whose file cannot be read now waits for it', () => {
  const { catalog, folder, at, pass } = library();
  indexFiles(catalog, folder.id, { [at('a.jpg')]: 'dog' });
  const itemId = catalog.itemAtPath(at('a.jpg'));
  catalog.recordSeen(folder.id, [observed(at('a.jpg'), 'damaged')]);
  catalog.setAside(catalog.claimWaiting(1)[0]?.fileId ?? 0, 'damaged-picture', '');
  expect(catalog.hidden().items).toBe(0);
  pass(200);
  catalog.forgetHidden();
  purgeAll(catalog);
  indexFiles(catalog, folder.id, { [at('a.jpg')]: 'dog, repaired' });
  expect(catalog.itemAtPath(at('a.jpg'))).toBe(itemId);
});

test('a removed folder hides and says until when; after that it and its items are gone', () => {
  const { root, catalog, folder, at, pass } = library();
  const other = catalog.addFolder(folderIn(root, 'other'));
  indexFiles(catalog, folder.id, { [at('a.jpg')]: 'dog', [at('b.jpg')]: 'cat' });
  indexFiles(catalog, other.id, { [join(other.path, 'c.jpg')]: 'cat' });
  const untilMs = Date.UTC(2026, 0, 1) + 90 * dayMs;
  expect(catalog.removeFolder(folder.id)).toEqual({ items: 1, untilMs });
  expect(catalog.removedFolders()).toEqual([
    {
      id: folder.id,
      path: folder.path,
      files: 2,
      items: 1,
      removedMs: Date.UTC(2026, 0, 1),
      untilMs,
    },
  ]);
  expect(catalog.hidden()).toEqual({ items: 1, untilMs });
  pass(89);
  expect(catalog.removedFolders()).toHaveLength(1);
  pass(2);
  purgeAll(catalog);
  expect(catalog.removedFolders()).toEqual([]);
  expect(rowsLeft(root)).toMatchObject({ item: 1, content: 1 });
  expect(catalog.counts()).toMatchObject({ seen: 1, items: 1 });
});

test('a removed folder is brought back whole, whether its drive is there or not', () => {
  const { root, catalog, folder, at } = library();
  indexFiles(catalog, folder.id, { [at('a.jpg')]: 'dog' });
  catalog.removeFolder(folder.id);
  expect(catalog.restoreFolder(folder.id)).toMatchObject({ path: folder.path, files: 1 });
  expect(catalog.counts()).toMatchObject({ seen: 1, items: 1 });
  expect(catalog.removedFolders()).toEqual([]);
  expect(() => catalog.restoreFolder(folder.id)).toThrow(`${folder.id}`);
  catalog.removeFolder(folder.id);
  // Watched now as a part of another one.
  const all = catalog.addFolder(root);
  expect(catalog.folders()).toEqual([{ ...all, files: 1 }]);
  expect(catalog.removedFolders()).toEqual([]);
});

test('one removed folder is forgotten at once; what is also elsewhere stays', () => {
  const { root, catalog, folder, at } = library();
  const [second, third] = ['second', 'third'].map((name) =>
    catalog.addFolder(folderIn(root, name)),
  ) as [typeof folder, typeof folder];
  indexFiles(catalog, folder.id, {
    [at('a.jpg')]: 'dog',
    [at('b.jpg')]: 'cat',
    [at('c.jpg')]: 'owl',
  });
  indexFiles(catalog, second.id, { [join(second.path, 'b.jpg')]: 'cat' });
  indexFiles(catalog, third.id, {
    [join(third.path, 'c.jpg')]: 'owl',
    [join(third.path, 'd.jpg')]: 'elk',
  });
  catalog.removeFolder(folder.id);
  catalog.removeFolder(third.id);
  expect(catalog.hidden().items).toBe(3);
  catalog.forgetHidden(folder.id);
  purgeAll(catalog);
  // The owl has its place in the third folder still.
  expect(catalog.hidden().items).toBe(2);
  expect(catalog.removedFolders().map(({ path, items }) => [path, items])).toEqual([
    [third.path, 2],
  ]);
  expect(catalog.itemOfContent(identityOf('cat').contentHash)).toBeDefined();
  catalog.restoreFolder(third.id);
  expect(catalog.counts()).toMatchObject({ seen: 3, items: 3 });
  expect(() => catalog.forgetHidden(folder.id)).toThrow(`${folder.id}`);
});

test('all that is hidden is forgotten at once; what hides after that is kept', () => {
  const { root, catalog, folder, at, pass } = library();
  const other = catalog.addFolder(folderIn(root, 'other'));
  indexFiles(catalog, folder.id, {
    [at('a.jpg')]: 'dog',
    [at('b.jpg')]: 'cat',
    [at('c.jpg')]: 'owl',
  });
  indexFiles(catalog, other.id, { [join(other.path, 'd.jpg')]: 'elk' });
  catalog.recordLeft(folder.id, [at('a.jpg')]);
  catalog.removeFolder(other.id);
  catalog.forgetHidden();
  expect(catalog.removedFolders()).toEqual([]);
  purgeAll(catalog);
  expect(rowsLeft(root)).toMatchObject({ item: 2, content: 2, thumbnail: 2 });
  catalog.recordLeft(folder.id, [at('b.jpg')]);
  pass(80);
  expect(catalog.hidden().items).toBe(1);
});

test('a purge that was cut short goes on where it was', () => {
  const { root, catalog, folder, at, open } = library();
  const names = Array.from({ length: 450 }, (_, index) => [at(`${index}.jpg`), `photo ${index}`]);
  indexFiles(catalog, folder.id, Object.fromEntries(names));
  catalog.removeFolder(folder.id);
  catalog.forgetHidden(folder.id);
  expect(catalog.purge()).toBe(true);
  expect(catalog.purge()).toBe(true);
  catalog.close();
  const again = open();
  expect(again.check().problems).toEqual([]);
  const { item = 0 } = rowsLeft(root);
  expect(item).toBeGreaterThan(0);
  expect(item).toBeLessThan(450);
  purgeAll(again);
  expect(rowsLeft(root)).toMatchObject({ item: 0, content: 0, thumbnail: 0, purged_content: 0 });
});

test('a photo that comes back between its purge and that of its thumbnail keeps the thumbnail', () => {
  const { catalog, folder, at } = library();
  indexFiles(catalog, folder.id, { [at('a.jpg')]: 'dog' });
  catalog.recordLeft(folder.id, [at('a.jpg')]);
  catalog.forgetHidden();
  expect(catalog.purge()).toBe(true);
  indexFiles(catalog, folder.id, { [at('a.jpg')]: 'dog' });
  purgeAll(catalog);
  const [moment] = catalog.item(catalog.itemAtPath(at('a.jpg')) ?? 0)?.moments ?? [];
  expect(catalog.thumbnail(moment?.momentId ?? 0)).toBeDefined();
});

test('a step takes hundreds of photos, but one long video by itself', () => {
  const { catalog, folder, at } = library();
  const paths = [1, 2, 3].map((number) => at(`${number}.mp4`));
  catalog.recordSeen(
    folder.id,
    paths.map((path) => observed(path, path, 'video')),
  );
  for (const { fileId, path } of catalog.claimWaiting(9)) {
    catalog.storeContent(fileId, contentOf(path, 400));
  }
  catalog.recordLeft(folder.id, paths);
  catalog.forgetHidden();
  const items = () => catalog.hidden().items;
  expect([catalog.purge(), items(), catalog.purge(), items()]).toEqual([true, 2, true, 1]);
});

test('the room is given back to the disk, a little at a time', () => {
  const { root, catalog, folder, at } = library();
  const content = contentOf('clip', 600);
  catalog.recordSeen(folder.id, [observed(at('clip.mp4'), 'clip', 'video')]);
  const large = { data: new Uint8Array(20_000), width: 9, height: 9 };
  const moments = content.moments.map((moment) => ({ ...moment, thumbnail: large }));
  catalog.storeContent(catalog.claimWaiting(1)[0]?.fileId ?? 0, { ...content, moments });
  catalog.recordLeft(folder.id, [at('clip.mp4')]);
  const size = () => {
    const path = join(root, 'library', 'thumbnails.sqlite');
    const database = new SqliteDatabase(path);
    database.pragma('wal_checkpoint(TRUNCATE)');
    database.close();
    return statSync(path).size;
  };
  const full = size();
  expect(full).toBeGreaterThan(600 * 20_000);
  expect(catalog.giveBackSpace()).toBe(false);
  catalog.forgetHidden();
  purgeAll(catalog);
  let steps = 0;
  while (catalog.giveBackSpace()) steps += 1;
  expect(steps).toBeGreaterThan(3);
  // What stays is for what is stored next.
  expect(size()).toBeLessThan(full / 2);
  expect(catalog.check().problems).toEqual([]);
});
