/** Others hold the database, or permissions were taken away: told in plain words, and nothing is lost. */
import { chmodSync, existsSync, readdirSync } from 'node:fs';
import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import SqliteDatabase from 'better-sqlite3';
import { describe, expect, onTestFinished, test } from 'vitest';
import {
  folderIn,
  openIn,
  temporaryFolder,
} from '../../main/engine/catalog/testing/made-library.ts';
import type { IndexSummary } from '../../main/engine/contract/library.ts';
import { toEngineError } from '../../main/engine/http/errors.ts';
import { fingerprints } from '../support/fingerprints.ts';
import { writePhoto } from '../support/photo-files.ts';
import { writePicture } from '../support/pictures.ts';
import { makeTestLibrary } from '../support/test-library.ts';
import { commandWithoutPrivileges, noPermissions } from '../support/without-privileges.ts';

/** As another program does. Returns what lets go. */
function holdDatabase(libraryPath: string): () => void {
  const other = new SqliteDatabase(join(libraryPath, 'catalog.sqlite'));
  other.exec('BEGIN IMMEDIATE');
  onTestFinished(() => void other.close());
  return () => void other.close();
}

describe('another program holds the database', () => {
  test('when it is to be opened: it says so, and opens afterwards', () => {
    const root = temporaryFolder(onTestFinished);
    openIn(root, onTestFinished).close();
    const libraryPath = join(root, 'library');
    const letGo = holdDatabase(libraryPath);
    expect(() => openIn(root, onTestFinished)).toThrow(
      expect.objectContaining({
        code: 'library-locked',
        message: expect.stringMatching(/^Another program holds .*catalog\.sqlite.* try again/),
      }),
    );
    expect(existsSync(join(libraryPath, 'damaged'))).toBe(false);
    letGo();
    expect(openIn(root, onTestFinished).check()).toEqual({ ok: true, problems: [] });
  });

  test('while files are read: reading stops, the rest answers, and it goes on', async () => {
    const { folder, folderId, ingest, catalog, libraryPath } = await makeTestLibrary();
    await writePhoto(join(folder, '0.jpg'), 0);
    await ingest.settle([folderId]);
    for (const number of [1, 2, 3]) await writePhoto(join(folder, `${number}.jpg`), number);
    const letGo = holdDatabase(libraryPath);
    await expect(ingest.settle([folderId])).rejects.toThrow(/locked/);
    expect(catalog.loadIndex().columns.itemIds).toHaveLength(1);
    const itemId = catalog.itemAtPath(join(folder, '0.jpg')) ?? 0;
    const change = {
      rating: 5,
      addTags: [],
      removeTags: [],
      addToAlbums: [],
      removeFromAlbums: [],
    };
    const refused = () => {
      try {
        catalog.annotate([itemId], change);
        return '';
      } catch (error) {
        return toEngineError(error).message;
      }
    };
    expect(refused()).toMatch(/^Another program holds .* try again\.$/);
    letGo();
    ingest.resume();
    await ingest.settle([folderId]);
    expect(catalog.counts().states).toEqual({ waiting: 0, reading: 0, done: 4, setAside: 0 });
    expect(catalog.annotations(itemId).rating).toBe(0);
    expect(catalog.check()).toMatchObject({ ok: true, problems: [] });
  });
});

const leftOut = noPermissions === null ? '' : ` (left out: ${noPermissions})`;
describe.skipIf(noPermissions !== null)(`permissions were taken away${leftOut}`, () => {
  async function made() {
    const root = temporaryFolder(onTestFinished);
    const folder = folderIn(root, 'folder');
    const library = join(root, 'library');
    await mkdir(join(folder, 'closed'));
    for (const name of ['a.jpg', 'b.jpg', 'closed/c.jpg']) {
      await writePicture(join(folder, name), name.length + name.charCodeAt(0));
    }
    const index = () => commandWithoutPrivileges(['index', folder, '--library', library, '--json']);
    return { folder, library, index };
  }
  const summaryOf = ({ stdout, stderr }: { stdout: string; stderr: string }): IndexSummary => {
    expect(stderr).not.toMatch(/at .*\.ts:/);
    return JSON.parse(stdout);
  };

  test('from a file and a folder: told, kept, and read when they are given back', async () => {
    const { folder, library, index } = await made();
    const before = await fingerprints(folder);
    chmodSync(join(folder, 'b.jpg'), 0);
    chmodSync(join(folder, 'closed'), 0);
    const first = await index();
    expect(summaryOf(first)).toMatchObject({
      seen: 2,
      encoded: 1,
      setAside: [{ path: join(folder, 'b.jpg'), code: 'no-permission' }],
    });
    expect(first.stderr).toContain(join(folder, 'closed'));
    chmodSync(join(folder, 'b.jpg'), 0o644);
    chmodSync(join(folder, 'closed'), 0o755);
    await commandWithoutPrivileges(['retry', '--library', library]);
    expect(summaryOf(await index())).toMatchObject({ seen: 3, setAside: [] });
    // Taken away from what is known already: nothing is lost.
    chmodSync(join(folder, 'b.jpg'), 0);
    chmodSync(join(folder, 'closed'), 0);
    expect(summaryOf(await index())).toMatchObject({ seen: 3, encoded: 0 });
    chmodSync(join(folder, 'b.jpg'), 0o644);
    chmodSync(join(folder, 'closed'), 0o755);
    expect(summaryOf(await index())).toMatchObject({ seen: 3, encoded: 0, setAside: [] });
    expect(await fingerprints(folder)).toEqual(before);
  });

  // SQLite makes files beside its database with the same permissions.
  const filesOf = (library: string) =>
    readdirSync(library, { withFileTypes: true })
      .filter((entry) => entry.isFile())
      .map(({ name }) => join(library, name));

  test.each(['the folder of the library', 'its files'])(
    'from %s: told with what to do',
    async (what) => {
      const { library, index } = await made();
      await index();
      const change = (mode: number, folderMode: number) => {
        if (what === 'its files') for (const path of filesOf(library)) chmodSync(path, mode);
        else chmodSync(library, folderMode);
      };
      change(0o444, 0o555);
      const refused = await index();
      expect(refused.code).not.toBe(0);
      expect(refused.stderr).toMatch(
        /Afterimage may not write to .*library.*Change its permissions/m,
      );
      expect(refused.stderr).not.toMatch(/at .*\.ts:/);
      change(0o644, 0o755);
      expect(summaryOf(await index())).toMatchObject({ seen: 3, encoded: 0, setAside: [] });
    },
  );
});
