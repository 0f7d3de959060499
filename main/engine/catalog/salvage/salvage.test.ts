/** Of a sound catalogue nothing is lost: every column of every table comes over. */
import { readFileSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import SqliteDatabase, { type Database } from 'better-sqlite3';
import { expect, onTestFinished, test } from 'vitest';
import { applyMigrations } from '../migrate.ts';
import { catalogMigrations } from '../migrations/index.ts';
import { temporaryFolder } from '../testing/made-library.ts';
import { derived, salvage } from './index.ts';
import { openPageFile } from './page-file.ts';
import { tablesOf } from './sources.ts';

const hash = (byte: string): string => `x'${byte.repeat(32)}'`;

/** A row or more in each table, nowhere what a column is by itself where it may be something else. */
const rows = `
  INSERT INTO volume VALUES (3, 'file system 3');
  INSERT INTO folder (folder_id, volume_id, path, offline, removed_ms, forgotten, inode)
    VALUES (4, 3, '/photos', 0, NULL, 0, '12'), (5, 3, '/removed', 1, 1234, 1, '13');
  INSERT INTO model VALUES (2, 'some model', '2', 64, 2, 1);
  INSERT INTO content VALUES
    (7, ${hash('07')}, 100, 'photo', 4, 3, 1.5, '2020-01-02', 'camera', 1.5, 2.5, 'jpeg', 'codec', 1,
      5, 1, 6, '{"a":1}', 1, ${hash('17')}, ${hash('27')}, '99', NULL),
    (8, ${hash('08')}, 200, 'video', 5, 6, NULL, NULL, NULL, NULL, NULL, 'mp4', NULL, 0, 7, 1, 8,
      '{}', 2, NULL, ${hash('28')}, '98', 4321);
  INSERT INTO item VALUES (9, 7, 1, 10, NULL);
  INSERT INTO file VALUES (11, 4, '/photos/card/a.jpg', 'photo', 100, '99', 0, 'done', 1, NULL, NULL, 0, 9,
    7, 1, 1, 1), (12, 5, '/removed/b', 'video', 1, '1', 2, 'setAside', 2, 'not-a-file', 'pipe', 1, NULL,
    NULL, 0, 0, 1);
  INSERT INTO moment VALUES (13, 7, 0, 5, 1), (14, 8, 0, 6, 2);
  INSERT INTO coding VALUES (7, 2);
  INSERT INTO code VALUES (13, 2, x'0102030405060708', x'01020304');
  INSERT INTO moment_luma VALUES (13, zeroblob(256));
  INSERT INTO annotation VALUES (9, 4, 1, 'what is on it');
  INSERT INTO tag VALUES (15, 'Places/Rome', '/places/rome/');
  INSERT INTO item_tag VALUES (9, 15);
  INSERT INTO album VALUES (16, 'Summer', 'summer');
  INSERT INTO item_album VALUES (9, 16);
  INSERT INTO annotation_change VALUES (17, 18);
  INSERT INTO annotation_before VALUES (17, 9, '{"rating":1}');
  INSERT INTO sidecar VALUES (19, 4, '/photos/card/a.jpg.xmp', '/photos/card/a.jpg', 20, '21', 0, '{"b":2}');
  INSERT INTO item_says VALUES (9, '{"c":3}', '{"d":4}', 22, 23, 3.5, 4.5);
  INSERT INTO file_hash VALUES (11, 100, '99', 50, x'05', NULL);
  INSERT INTO purged_content VALUES (${hash('09')});
  INSERT INTO setting VALUES ('keepHiddenDays', '400');
  INSERT INTO mount_point VALUES ('/photos/card', 4, 3, '24', 1);`;

function allOf(database: Database): Record<string, unknown[]> {
  const wanted = tablesOf(database).filter((table) => !derived.test(table));
  return Object.fromEntries(
    wanted.map((table) => [table, database.prepare(`SELECT * FROM ${table}`).all()]),
  );
}

/** A catalogue of those rows; the first page of that table or index is overwritten. */
function makeCatalog(overwritten?: string): { path: string; before: Record<string, unknown[]> } {
  const path = join(temporaryFolder(onTestFinished), 'catalog.sqlite');
  const made = new SqliteDatabase(path);
  applyMigrations(made, catalogMigrations);
  made.exec(rows);
  const before = allOf(made);
  const root = made.prepare<[string], number>('SELECT rootpage FROM sqlite_schema WHERE name = ?');
  const page = overwritten === undefined ? 0 : (root.pluck().get(overwritten) ?? 0);
  made.close();
  const bytes = readFileSync(path);
  if (page > 0) bytes.fill(0x5a, (page - 1) * 4096, page * 4096);
  writeFileSync(path, bytes);
  return { path, before };
}

function salvaged(path: string): Database {
  salvage(path, { migrations: catalogMigrations, isCatalog: true, log: () => {} });
  const database = new SqliteDatabase(path);
  onTestFinished(() => void database.close());
  return database;
}

test('every column of every table is kept', () => {
  const { path, before } = makeCatalog();
  for (const [table, stored] of Object.entries(before)) {
    expect(stored.length, `${table}: add a row of it to this test`).toBeGreaterThan(0);
  }
  expect(allOf(salvaged(path))).toEqual(before);
});

test('where the settings are lost what is hidden is kept from now on', () => {
  const begun = Math.floor(Date.now() / 1000) * 1000;
  const database = salvaged(makeCatalog('setting').path);
  const stamps = `SELECT removed_ms FROM folder WHERE removed_ms IS NOT NULL
    UNION ALL SELECT left_ms FROM content WHERE left_ms IS NOT NULL`;
  const since = database.prepare<[], number>(stamps).pluck().all();
  expect(since).toHaveLength(2);
  for (const ms of since) expect(ms).toBeGreaterThanOrEqual(begun);
});

test('of the watched folders an index is enough', () => {
  const { path, before } = makeCatalog('folder');
  const after = allOf(salvaged(path));
  const paths = (all: typeof before) => all.folder?.map((row) => (row as { path: string }).path);
  expect(paths(after)).toEqual(paths(before));
  expect(after.file).toEqual(before.file);
});

test('where it is lost which drives are mounted below, no file stays offline for one of them', () => {
  const database = salvaged(makeCatalog('mount_point').path);
  expect(database.prepare('SELECT count(*) FROM mount_point').pluck().get()).toBe(0);
  expect(database.prepare('SELECT sum(offline) FROM file').pluck().get()).toBe(0);
});

test('pages that the newest transaction gave back are not read, though the file has them still', () => {
  const path = join(temporaryFolder(onTestFinished), 'catalog.sqlite');
  const made = new SqliteDatabase(path);
  onTestFinished(() => void made.close());
  made.pragma('auto_vacuum = FULL');
  made.pragma('journal_mode = WAL');
  made.exec('CREATE TABLE kept (text TEXT); CREATE TABLE purged (text TEXT)');
  const fill = made.prepare('INSERT INTO purged VALUES (?)');
  for (let row = 0; row < 50; row += 1) fill.run('private '.repeat(500));
  made.pragma('wal_checkpoint(TRUNCATE)');
  const sizeBefore = statSync(path).size;
  made.exec('DELETE FROM purged');
  const pages = made.pragma('page_count', { simple: true }) as number;
  expect(statSync(path).size).toBe(sizeBefore);
  const file = openPageFile(path);
  onTestFinished(() => file.close());
  expect(pages).toBeLessThan(10);
  expect(file.count).toBe(pages);
  expect(file.page(pages)).toHaveLength(file.pageBytes);
  expect(file.page(pages + 1)).toBe(undefined);
});
