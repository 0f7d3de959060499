import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import SqliteDatabase from 'better-sqlite3';
import { expect, onTestFinished, test } from 'vitest';
import { checkInThread } from './check-in-thread.ts';
import {
  folderIn,
  identityOf,
  indexFiles,
  openIn,
  temporaryFolder,
  testModel,
} from './testing/made-library.ts';

function library(files: Readonly<Record<string, string>> = { 'a.jpg': 'dog', 'b.jpg': 'cat' }) {
  const root = temporaryFolder(onTestFinished);
  const catalog = openIn(root, onTestFinished);
  const folder = catalog.addFolder(folderIn(root, 'photos'));
  // One by one, so that ids follow the order.
  for (const [name, bytes] of Object.entries(files)) {
    indexFiles(catalog, folder.id, { [join(folder.path, name)]: bytes });
  }
  return { root, catalog, folder, file: (name: string) => join(root, 'library', name) };
}

/** Damage that SQLite itself would refuse, by a connection that does not look. */
function plant(path: string, sql: string): void {
  const database = new SqliteDatabase(path);
  database.pragma('foreign_keys = OFF');
  database.pragma('ignore_check_constraints = ON');
  database.exec(sql);
  database.close();
}

const dog = identityOf('dog').contentHash;

test.each([
  [
    'unexplained-file',
    "UPDATE file SET state = 'setAside', set_aside_code = 'gremlins', content_id = NULL WHERE file_id = 1",
    /a\.jpg/,
  ],
  ['uncoded-file', 'DELETE FROM coding WHERE content_id = 1', /a\.jpg/],
  ['item-content', 'UPDATE file SET content_id = 2 WHERE file_id = 1', /a\.jpg/],
  ['content-identity', 'UPDATE content SET sha256 = NULL WHERE content_id = 1', /a\.jpg/],
  ['content-identity', 'UPDATE file SET sampled = 1 WHERE file_id = 1', /a\.jpg/],
  ['code-without-content', `DELETE FROM moment WHERE moment_id = 1`, /moment 1 /],
  ['code-without-content', 'DELETE FROM content WHERE content_id = 1', /moment 1 /],
  ['code-size', `UPDATE code SET code = x'01' WHERE moment_id = 1`, /moment 1 has 1 bytes/],
  [
    'incomplete-content',
    `DELETE FROM moment WHERE moment_id = 1`,
    new RegExp(`${dog} has 0 of its 1`),
  ],
  ['partly-coded', `DELETE FROM code WHERE moment_id = 1`, new RegExp(`${dog} has 0 of its 1`)],
  ['item-visibility', 'UPDATE item SET visible = 0 WHERE item_id = 1', /Item 1 is hidden/],
  ['item-visibility', 'DELETE FROM file WHERE file_id = 1', /Item 1 is shown/],
  [
    'state-sum',
    "UPDATE file_count SET files = 7 WHERE state = 'done'",
    /7 files as done, but has 2/,
  ],
  ['work-sum', "UPDATE file_work SET files = 7 WHERE kind = 'photo'", /counts 7 files .* has 0/],
  ['work-sum', "UPDATE file_work SET bytes = 7 WHERE kind = 'photo'", /counts 0 files .* has 0/],
  ['index', 'DELETE FROM index_block', /moment 1 /],
  ['index', 'UPDATE index_block SET columns = zeroblob(9)', /block 0, 9 bytes/],
  ['index', 'UPDATE content SET date_ms = 5 WHERE content_id = 2', /moment 2 /],
  ['index', 'UPDATE item SET visible = 0 WHERE item_id = 1', /moment 1 /],
  ['index', 'UPDATE item SET visible = 0 WHERE item_id = 2', /moment 2 /],
  ['index', 'UPDATE moment SET time_ms = 5 WHERE moment_id = 1', /moment 1 /],
  ['index', 'UPDATE content SET width = 9 WHERE content_id = 1', /moment 1 /],
  ['index', 'UPDATE content SET latitude = 9 WHERE content_id = 1', /moment 1 /],
  [
    'code-differs',
    "UPDATE code SET code = x'0102030405060708' WHERE moment_id = 1",
    /moment 1 .* set right/,
  ],
  ['foreign-key', 'UPDATE item SET content_id = 99 WHERE item_id = 1', /item .*content/],
  ['integrity', "UPDATE file SET state = 'dreaming' WHERE file_id = 1", /catalog\.sqlite: CHECK/],
])('%s: %s', (kind, sql, what) => {
  const { catalog, file } = library();
  expect(catalog.check()).toEqual({ ok: true, problems: [] });
  plant(file('catalog.sqlite'), sql);
  const { ok, problems } = catalog.check();
  expect(ok).toBe(false);
  expect(problems).toContainEqual(
    expect.objectContaining({ kind, what: expect.stringMatching(what) }),
  );
});

test('a missing thumbnail is told; an orphan is harmless', () => {
  const { catalog, file } = library();
  const orphan = `INSERT INTO thumbnail (sha256, number, width, height, webp) VALUES (zeroblob(32), 0, 1, 1, x'00')`;
  plant(file('thumbnails.sqlite'), orphan);
  expect(catalog.check()).toEqual({ ok: true, problems: [] });
  plant(file('thumbnails.sqlite'), `DELETE FROM thumbnail WHERE sha256 = x'${dog}'`);
  expect(catalog.check().problems).toEqual([
    { kind: 'missing-thumbnail', what: `Content ${dog} has no thumbnail of moment 0.` },
  ]);
});

test('pages that were overwritten on the disk are found, by the check or at opening', () => {
  const names = Array.from({ length: 200 }, (_, index) => [`${index}.jpg`, `picture ${index}`]);
  const { root, catalog, file } = library(Object.fromEntries(names));
  catalog.close();
  overwriteAfter(file('thumbnails.sqlite'), 3);
  const reopened = openIn(root, onTestFinished);
  expect(reopened.check().problems).toContainEqual({
    kind: 'integrity',
    what: expect.stringContaining('thumbnails.sqlite'),
  });
  reopened.close();
  overwriteAfter(file('catalog.sqlite'), 1);
  expect(() => openIn(root, onTestFinished)).toThrow(
    expect.objectContaining({
      code: 'library-damaged',
      message: expect.stringContaining('nothing of it can be read'),
    }),
  );
});

/** The first pages hold the schema; without it nothing would open at all. */
function overwriteAfter(path: string, pages: number): void {
  const bytes = readFileSync(path);
  writeFileSync(path, bytes.fill(0x5a, pages * 4096));
}

test('beside an open library a thread finds the same, while the catalogue writes', async () => {
  const { root, catalog, folder, file } = library();
  const request = { libraryPath: join(root, 'library'), model: testModel };
  const checking = checkInThread(request);
  indexFiles(catalog, folder.id, { [join(folder.path, 'c.jpg')]: 'bird' });
  expect(await checking).toEqual({ ok: true, problems: [] });
  plant(file('catalog.sqlite'), 'UPDATE item SET visible = 0 WHERE item_id = 1');
  const report = await checkInThread(request);
  expect(report.ok).toBe(false);
  expect(report).toEqual(catalog.check());
  const ending = new AbortController();
  const given = checkInThread(request, ending.signal);
  ending.abort(new Error('nobody waits'));
  await expect(given).rejects.toThrow('nobody waits');
  const nowhere = { ...request, libraryPath: join(root, 'nowhere') };
  await expect(checkInThread(nowhere)).rejects.toThrow();
});

test('a library without one file is clean', () => {
  expect(library({}).catalog.check()).toEqual({ ok: true, problems: [] });
});

test('a code of another size is told, and keeps nothing else from use', () => {
  const { root, catalog, folder, file } = library();
  plant(file('catalog.sqlite'), "UPDATE code SET vector = x'01' WHERE moment_id = 1");
  const kinds = () => new Set(catalog.check().problems.map(({ kind }) => kind));
  expect(kinds()).toEqual(new Set(['code-size', 'index']));
  catalog.rebuildIndex();
  expect(kinds()).toEqual(new Set(['code-size']));
  expect([...catalog.loadIndex().columns.momentIds]).toEqual([2]);
  catalog.removeFolder(folder.id);
  catalog.addFolder(folder.path);
  expect([...catalog.loadIndex().columns.momentIds]).toEqual([2]);
  catalog.close();
  expect([...openIn(root, onTestFinished).loadIndex().columns.momentIds]).toEqual([2]);
});

test('a code that differs from the index, whose blocks have checksums, is set right', () => {
  const { catalog, file } = library();
  const before = catalog.loadIndex().columns;
  plant(file('catalog.sqlite'), 'UPDATE code SET code = zeroblob(8) WHERE moment_id = 1');
  catalog.restoreCodes([1, 77]);
  expect(catalog.check()).toEqual({ ok: true, problems: [] });
  catalog.rebuildIndex();
  expect(catalog.loadIndex().columns).toEqual(before);
});

test('of each kind a hundred problems are told', () => {
  const names = Array.from({ length: 130 }, (_, index) => [`${index}.jpg`, `picture ${index}`]);
  const { catalog, file } = library(Object.fromEntries(names));
  plant(
    file('catalog.sqlite'),
    `UPDATE content SET width = 9 WHERE content_id <= 120;
     UPDATE code SET code = zeroblob(8) WHERE moment_id > 120`,
  );
  const kinds = catalog.check().problems.map(({ kind }) => kind);
  expect(kinds.filter((kind) => kind === 'index')).toHaveLength(100);
  expect(kinds.filter((kind) => kind === 'code-differs')).toHaveLength(10);
});
