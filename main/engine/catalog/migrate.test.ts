import { createHash } from 'node:crypto';
import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import SqliteDatabase from 'better-sqlite3';
import { describe, expect, onTestFinished, test } from 'vitest';
import { noTime } from '../contract/ranking-columns.ts';
import { dayMs } from '../contract/settings.ts';
import { catalogMigrations, thumbnailMigrations } from './migrations/index.ts';
import { openCatalog } from './open-catalog.ts';
import {
  folderIn,
  indexFiles,
  openIn,
  temporaryFolder,
  testModel,
} from './testing/made-library.ts';
import { schema1Rows, schema1Sql, thumbnailsSchema1Sql } from './testing/schema-1.ts';
import { schema2Sql } from './testing/schema-2.ts';

function make(path: string, ...sql: string[]): void {
  const database = new SqliteDatabase(path);
  database.pragma('journal_mode = WAL');
  for (const each of sql) database.exec(each);
  database.close();
}

function librarySchema1(...later: string[]): { root: string; library: string } {
  const root = temporaryFolder(onTestFinished);
  const library = folderIn(root, 'library');
  make(join(library, 'catalog.sqlite'), schema1Sql, schema1Rows, ...later);
  make(join(library, 'thumbnails.sqlite'), thumbnailsSchema1Sql);
  return { root, library };
}

function rowsOf(path: string, sql: string): unknown[] {
  const database = new SqliteDatabase(path, { readonly: true });
  try {
    return database.prepare(sql).all();
  } finally {
    database.close();
  }
}

describe('a library of an earlier schema', () => {
  test.each([
    [1, []],
    [2, [schema2Sql]],
  ])('%i opens with nothing lost', (_, later) => {
    const { root } = librarySchema1(...later);
    const catalog = openIn(root, onTestFinished);
    expect(catalog.check().problems).toEqual([]);
    expect(catalog.folders()).toEqual([
      { id: 1, path: '/photos', files: 6, offline: false },
      { id: 2, path: '/unplugged', files: 1, offline: true },
    ]);
    const { setAside, ...sums } = catalog.status();
    expect(sums).toEqual({
      seen: 7,
      states: { waiting: 2, reading: 0, done: 3, setAside: 2 },
      offline: 1,
      items: 2,
      moments: 3,
      // One that a removed folder has; its days begin with the upgrade.
      sampled: 0,
      hidden: { items: 1, untilMs: expect.toSatisfy((ms) => ms > Date.now() + 89 * dayMs) },
    });
    expect(setAside.map(({ path, code }) => [path, code])).toEqual([
      ['/photos/bad.jpg', 'damaged-picture'],
      ['/photos/pipe.jpg', 'not-a-regular-file'],
    ]);
    expect(catalog.item(1)?.metadata).toMatchObject({
      camera: 'Lumix',
      latitude: 48.2,
      format: 'jpeg',
    });
    expect(catalog.item(1)?.files.map(({ path }) => path)).toEqual([
      '/photos/a.jpg',
      '/photos/copy of a.jpg',
    ]);
    expect(catalog.item(5)?.metadata.durationMs).toBe(2500.5);
    const { columns } = catalog.loadIndex();
    expect([...columns.momentIds]).toEqual([1, 7, 8]);
    expect([...columns.itemIds]).toEqual([1, 5, 5]);
    expect([...columns.timesMs]).toEqual([noTime, 0, 1500]);
    expect([...columns.days]).toEqual([18_321, 18_518, 18_518]);
    // What files say beyond that is to be read again, where they can be.
    expect(catalog.contentsToDescribe(9).map(({ path }) => path)).toEqual(['/photos/a.jpg']);
    expect([...columns.codes.subarray(16)]).toEqual([
      0x21, 0x22, 0x23, 0x24, 0x25, 0x26, 0x27, 0x28,
    ]);
    expect([...catalog.vectors([1])]).toEqual([32_767, 0, 0, 0, 0, 0, 0, 0]);
    expect(catalog.thumbnail(8)).toEqual(Buffer.of(0xb1));
    // The schema's new sums go on being true.
    expect(catalog.claimWaiting(9).map(({ path, attempts }) => [path, attempts])).toEqual([
      ['/photos/half.jpg', 0],
      ['/photos/new.jpg', 1],
    ]);
    expect(catalog.recordLeft(1, ['/photos/bad.jpg', '/photos/pipe.jpg'])).toBe(2);
    expect(catalog.counts().states).toEqual({ waiting: 0, reading: 2, done: 3, setAside: 0 });
  });

  test('has what was set aside for its format read again', () => {
    const { root } = librarySchema1(
      "UPDATE file SET set_aside_code = 'unsupported-format' WHERE path = '/photos/bad.jpg'",
    );
    const catalog = openIn(root, onTestFinished);
    expect(catalog.counts().states).toEqual({ waiting: 3, reading: 0, done: 3, setAside: 1 });
    expect(catalog.check()).toMatchObject({ ok: true, problems: [] });
    const waiting = catalog.claimWaiting(9).map(({ path, attempts }) => [path, attempts]);
    expect(waiting).toContainEqual(['/photos/bad.jpg', 0]);
  });

  test('is backed up first, as it was, and only once', () => {
    const { root, library } = librarySchema1();
    const lines: string[] = [];
    const all = 'SELECT * FROM file ORDER BY file_id';
    const before = rowsOf(join(library, 'catalog.sqlite'), all);
    openCatalog({
      libraryPath: library,
      model: testModel,
      log: (line) => lines.push(line),
    }).close();
    openIn(root, onTestFinished);
    const [name = '', ...others] = readdirSync(join(library, 'backups'));
    expect(others).toEqual([]);
    const backup = join(library, 'backups', name);
    expect(name).toMatch(/^catalog-schema-1-\d{8}T\d{6}Z\.sqlite$/);
    expect(lines).toEqual([
      expect.stringContaining(backup),
      expect.stringContaining('Upgrading'),
      expect.stringContaining(`from schema 1 to ${catalogMigrations.at(-1)?.version}`),
      expect.stringContaining('Making the search index'),
    ]);
    expect(before).toHaveLength(8);
    expect(rowsOf(backup, all)).toEqual(before);
    expect(rowsOf(backup, 'PRAGMA user_version')).toEqual([{ user_version: 1 }]);
    expect(rowsOf(backup, 'PRAGMA integrity_check')).toEqual([{ integrity_check: 'ok' }]);
  });

  test('leaves one backup more, however often its upgrade is interrupted', () => {
    const { library } = librarySchema1();
    const path = join(library, 'catalog.sqlite');
    make(path, 'CREATE TRIGGER file_counts_delete AFTER DELETE ON volume BEGIN SELECT 1; END');
    const upgrade = () => openCatalog({ libraryPath: library, model: testModel });
    for (let time = 0; time < 4; time += 1) expect(upgrade).toThrow(path);
    writeFileSync(join(library, 'backups', 'catalog-schema-1-2020.sqlite.unfinished'), 'half');
    expect(upgrade).toThrow(path);
    expect(readdirSync(join(library, 'backups'))).toHaveLength(1);
    expect(readdirSync(join(library, 'backups')).join()).not.toContain('unfinished');
  });

  test('opens without what refers to nothing', () => {
    const { root, library } = librarySchema1(
      'PRAGMA foreign_keys = OFF',
      "INSERT INTO code VALUES (999, 1, x'00', x'00')",
    );
    const catalog = openIn(root, onTestFinished);
    expect(catalog.check().problems).toEqual([]);
    const left = 'SELECT moment_id FROM code WHERE moment_id = 999';
    expect(rowsOf(join(library, 'catalog.sqlite'), left)).toEqual([]);
  });

  test('whose upgrade fails half-way stays what it was', () => {
    const { library } = librarySchema1();
    const path = join(library, 'catalog.sqlite');
    // The upgrade's first statement works, its trigger meets a name that is taken.
    make(path, 'CREATE TRIGGER file_counts_delete AFTER DELETE ON volume BEGIN SELECT 1; END');
    expect(() => openCatalog({ libraryPath: library, model: testModel })).toThrow(path);
    expect(rowsOf(path, 'PRAGMA user_version')).toEqual([{ user_version: 1 }]);
    expect(rowsOf(path, "SELECT name FROM sqlite_schema WHERE name = 'file_count'")).toEqual([]);
  });
});

test('the newest schema is reached the same way from nothing and from an earlier one', () => {
  const schema = (path: string) =>
    rowsOf(path, 'SELECT type, name, tbl_name FROM sqlite_schema ORDER BY type, name');
  const { root, library } = librarySchema1();
  openIn(root, onTestFinished);
  const fresh = temporaryFolder(onTestFinished);
  openIn(fresh, onTestFinished);
  for (const name of ['catalog.sqlite', 'thumbnails.sqlite']) {
    expect(schema(join(library, name))).toEqual(schema(join(fresh, 'library', name)));
  }
});

test.each([
  ['catalog.sqlite', catalogMigrations],
  ['thumbnails.sqlite', thumbnailMigrations],
])('a newer %s is refused and left as it is', (name, migrations) => {
  const root = temporaryFolder(onTestFinished);
  openIn(root, onTestFinished).close();
  const path = join(root, 'library', name);
  const newer = (migrations.at(-1)?.version ?? 0) + 1;
  make(path, `PRAGMA user_version = ${newer}`);
  const digest = () => createHash('sha256').update(readFileSync(path)).digest('hex');
  const before = digest();
  expect(() => openIn(root, onTestFinished)).toThrow(
    expect.objectContaining({
      code: 'library-newer',
      message: expect.stringContaining(`${newer}`),
    }),
  );
  expect(digest()).toBe(before);
});

test('the numbers of the migrations go up by one', () => {
  for (const migrations of [catalogMigrations, thumbnailMigrations]) {
    expect(migrations.map(({ version }) => version)).toEqual(
      migrations.map((_, index) => index + 1),
    );
  }
});

describe('a library that cannot be used says so', () => {
  test('the catalogue is no database', () => {
    const root = temporaryFolder(onTestFinished);
    const path = join(folderIn(root, 'library'), 'catalog.sqlite');
    writeFileSync(path, 'x'.repeat(9000));
    expect(() => openIn(root, onTestFinished)).toThrow(
      expect.objectContaining({
        code: 'library-damaged',
        path,
        message: expect.stringContaining(path),
      }),
    );
  });

  test('the catalogue may not be written', () => {
    const root = temporaryFolder(onTestFinished);
    const catalog = openIn(root, onTestFinished);
    const folder = catalog.addFolder(folderIn(root, 'photos'));
    indexFiles(catalog, folder.id, { [join(folder.path, 'a.jpg')]: 'dog' });
    catalog.close();
    const path = join(root, 'library', 'catalog.sqlite');
    // Permissions do not stop root. A write format from the future makes SQLite itself refuse.
    const bytes = readFileSync(path);
    bytes[18] = 3;
    writeFileSync(path, bytes);
    expect(() => openIn(root, onTestFinished)).toThrow(
      expect.objectContaining({
        code: 'library-read-only',
        path,
        message: expect.stringContaining(path),
      }),
    );
  });

  test('a file lies where the library should be', () => {
    const root = temporaryFolder(onTestFinished);
    writeFileSync(join(root, 'library'), '');
    expect(() => openIn(root, onTestFinished)).toThrow(
      expect.objectContaining({
        code: 'library-failed',
        message: expect.stringContaining(join(root, 'library')),
      }),
    );
  });
});
