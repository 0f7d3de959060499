import { join } from 'node:path';
import SqliteDatabase from 'better-sqlite3';
import { expect, onTestFinished, test } from 'vitest';
import { libraryPicture } from '../../../test/support/library-picture.ts';
import {
  contentOf,
  folderIn,
  observed,
  openIn,
  temporaryFolder,
  testModel,
} from './testing/made-library.ts';
import type { Catalog, NewContent } from './types.ts';

const moments = 9;
const film = contentOf('film', moments);

function library(bytes = 'film') {
  const root = temporaryFolder(onTestFinished);
  const catalog = openIn(root, onTestFinished);
  const folder = catalog.addFolder(folderIn(root, 'photos'));
  const path = join(folder.path, 'film.mp4');
  catalog.recordSeen(folder.id, [observed(path, bytes, 'video')]);
  const [file] = catalog.claimWaiting(1);
  const database = join(root, 'library', 'catalog.sqlite');
  return { root, catalog, folder, path, fileId: file?.fileId ?? 0, database };
}

const resumeAt = (number: number): Uint8Array => Buffer.from(`after ${number}`);

function storeSegment(catalog: Catalog, from: number, to: number, content: NewContent = film) {
  const { contentHash, sizeBytes, modifiedNs } = content;
  const some = content.moments.slice(from, to);
  catalog.storeSegment({
    contentHash,
    sizeBytes,
    modifiedNs,
    first: from,
    moments: some,
    resume: resumeAt(to),
  });
}

/** Completes the film from the moments that are stored on. */
const finish = (catalog: Catalog, fileId: number, storedMoments: number) =>
  catalog.storeContent(fileId, {
    ...film,
    storedMoments,
    moments: film.moments.slice(storedMoments),
  });

function rowsOf(path: string, sql: string): unknown {
  const database = new SqliteDatabase(path);
  try {
    const statement = database.prepare(sql);
    return statement.reader ? statement.pluck().all() : statement.run().changes;
  } finally {
    database.close();
  }
}
const left = (database: string) =>
  rowsOf(
    database,
    'SELECT count(*) FROM unfinished_moment UNION ALL SELECT count(*) FROM unfinished',
  );

test('a video that is stored in segments is the one that is stored at once', () => {
  const whole = library();
  whole.catalog.storeContent(whole.fileId, film);
  const { catalog, fileId, root, database } = library();
  storeSegment(catalog, 0, 4);
  storeSegment(catalog, 4, 4);
  storeSegment(catalog, 4, 8);
  expect(catalog.counts()).toMatchObject({ items: 0, moments: 0, states: { reading: 1 } });
  expect(catalog.loadIndex().columns.momentIds).toHaveLength(0);
  expect(catalog.check().problems).toEqual([]);
  finish(catalog, fileId, 8);
  expect(catalog.check().problems).toEqual([]);
  expect(left(database)).toEqual([0, 0]);
  const picture = (of: string) =>
    libraryPicture(join(of, 'library')).map((line) => line.replaceAll(of, ''));
  expect(picture(root)).toEqual(picture(whole.root));
  expect(catalog.lumas(catalog.item(1)?.moments.map(({ momentId }) => momentId) ?? [])).toEqual(
    film.moments.map(({ encoded }) => Buffer.from(encoded.luma)),
  );
  expect(catalog.counts()).toMatchObject({ items: 1, moments, states: { done: 1 } });
});

test('what is stored survives the engine, and says where to go on', () => {
  const { catalog, root } = library();
  expect(catalog.unfinishedVideo(film.contentHash)).toBe(undefined);
  storeSegment(catalog, 0, 4);
  storeSegment(catalog, 4, 7);
  catalog.close();
  const again = openIn(root, onTestFinished);
  expect(again.unfinishedVideo(film.contentHash)).toEqual(resumeAt(7));
  const [file] = again.claimWaiting(1);
  finish(again, file?.fileId ?? 0, 7);
  expect(again.check().problems).toEqual([]);
  expect(again.counts()).toMatchObject({ moments, states: { done: 1 } });
});

test('a segment takes the place of what was stored from its first moment on', () => {
  const { catalog, fileId, database } = library();
  storeSegment(catalog, 0, 4);
  storeSegment(catalog, 4, 8);
  storeSegment(catalog, 4, 6);
  expect(left(database)).toEqual([6, 1]);
  expect(catalog.unfinishedVideo(film.contentHash)).toEqual(resumeAt(6));
  storeSegment(catalog, 0, 2);
  expect(left(database)).toEqual([2, 1]);
  finish(catalog, fileId, 2);
  expect(catalog.check().problems).toEqual([]);
  expect(catalog.counts()).toMatchObject({ moments });
});

test('a video that ends within its first segment is begun anew, whatever was stored', () => {
  const { catalog, fileId, database } = library();
  storeSegment(catalog, 0, 4);
  catalog.storeContent(fileId, film);
  expect(left(database)).toEqual([0, 0]);
  expect(catalog.check().problems).toEqual([]);
  expect(catalog.counts()).toMatchObject({ moments });
});

test('of samples alone: gone on with in the file as it was, and not in one that changed since', () => {
  const { catalog } = library();
  storeSegment(catalog, 0, 4);
  expect(catalog.unfinishedVideo(film.contentHash, film.modifiedNs)).toEqual(resumeAt(4));
  expect(catalog.unfinishedVideo(film.contentHash, '7')).toBe(undefined);
  // It is given up then.
  expect(catalog.unfinishedVideo(film.contentHash)).toBe(undefined);
});

test('what does not follow what is stored is refused', () => {
  const { catalog, fileId } = library();
  expect(() => storeSegment(catalog, 4, 8)).toThrow('0 of 4 moments');
  storeSegment(catalog, 0, 4);
  expect(() => storeSegment(catalog, 5, 8)).toThrow('4 of 5 moments');
  expect(() => finish(catalog, fileId, 6)).toThrow('4 of 6 moments');
  const { contentHash, sizeBytes, modifiedNs } = film;
  const [moment] = contentOf('film', 1, { ...testModel, codeBits: 128 }).moments;
  expect(() =>
    catalog.storeSegment({
      contentHash,
      sizeBytes,
      modifiedNs,
      first: 4,
      moments: moment === undefined ? [] : [moment],
      resume: resumeAt(5),
    }),
  ).toThrow('code of 16 bytes');
  expect(catalog.check().problems).toEqual([]);
});

test.each([
  ['waits for it still', (catalog: Catalog) => catalog.close(), 4],
  [
    'is set aside, and may be retried',
    (catalog: Catalog, fileId: number) => catalog.setAside(fileId, 'decoder-crashed', ''),
    4,
  ],
  [
    'left',
    (catalog: Catalog, _: number, path: string) =>
      catalog.recordLeft(catalog.folders()[0]?.id ?? 0, [path]),
    0,
  ],
  [
    'changed',
    (catalog: Catalog, _: number, path: string) =>
      catalog.recordSeen(catalog.folders()[0]?.id ?? 0, [observed(path, 'edited', 'video')]),
    0,
  ],
])('at the next start a video whose file %s: %#', (_, happen, kept) => {
  const { catalog, fileId, path, root, database } = library();
  storeSegment(catalog, 0, 4);
  happen(catalog, fileId, path);
  catalog.close();
  openIn(root, onTestFinished);
  expect(left(database)).toEqual([kept, kept > 0 ? 1 : 0]);
});

test('another model begins anew, and so does the first one after it', () => {
  const { catalog, root } = library();
  storeSegment(catalog, 0, 4);
  catalog.close();
  const other = openIn(root, onTestFinished, { ...testModel, version: '2' });
  expect(other.unfinishedVideo(film.contentHash)).toBe(undefined);
  other.close();
  expect(openIn(root, onTestFinished).unfinishedVideo(film.contentHash)).toBe(undefined);
});

test.each([
  'DELETE FROM unfinished_moment WHERE number = 2',
  "UPDATE unfinished_moment SET code = x'01' WHERE number = 2",
])('what is damaged is told by check and not built upon: %s', (sql) => {
  const { catalog, database } = library();
  storeSegment(catalog, 0, 4);
  expect(rowsOf(database, sql)).toBe(1);
  expect(catalog.check().problems).toEqual([
    { kind: 'unfinished-video', what: expect.stringContaining('3 of 4 moments') },
  ]);
  expect(catalog.unfinishedVideo(film.contentHash)).toBe(undefined);
  expect(catalog.check().problems).toEqual([]);
});
