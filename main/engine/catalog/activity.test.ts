/** What the catalogue says of the files of each folder, of those set aside, and of what is left. */

import { join } from 'node:path';
import SqliteDatabase from 'better-sqlite3';
import { expect, onTestFinished, test } from 'vitest';
import { fileStates } from '../contract/library.ts';
import { defaultSettings } from '../contract/settings.ts';
import {
  contentOf,
  folderIn,
  indexFiles,
  observed,
  openIn,
  temporaryFolder,
} from './testing/made-library.ts';

function library() {
  const root = temporaryFolder(onTestFinished);
  const catalog = openIn(root, onTestFinished);
  const [one, other] = ['one', 'other'].map((name) => catalog.addFolder(folderIn(root, name)));
  if (one === undefined || other === undefined) throw new Error('no folders');
  return { root, catalog, one, other };
}
type Made = ReturnType<typeof library>;

const setAside = (
  { catalog, one }: Made,
  names: readonly string[],
  code: 'empty-file' | 'damaged-picture',
) => {
  const files = names.map((name) => observed(join(one.path, name), name));
  catalog.recordSeen(one.id, files);
  for (const { fileId } of catalog.claimWaiting(names.length)) {
    catalog.setAside(fileId, code, 'a detail');
  }
};

test('the states of the folders sum to those of the library, and reasons to what was set aside', () => {
  const made = library();
  const { catalog, one, other } = made;
  setAside(made, ['a.jpg', 'b.jpg', 'c.jpg'], 'damaged-picture');
  setAside(made, ['d.jpg'], 'empty-file');
  indexFiles(catalog, other.id, { [join(other.path, 'f.jpg')]: 'f' });
  catalog.recordSeen(
    one.id,
    [observed(join(one.path, 'e.jpg'), 'e')],
    [{ path: join(one.path, 'p.jpg'), kind: 'photo', code: 'not-a-regular-file', detail: '' }],
  );
  catalog.recordSeen(other.id, [observed(join(other.path, 'g.mp4'), 'g', 'video')]);
  catalog.setFolderOffline(other.id, true);
  catalog.claimWaiting(1);

  const folders = catalog.folderStates();
  expect(folders).toEqual([
    {
      id: one.id,
      path: one.path,
      offline: false,
      files: 6,
      states: { waiting: 0, reading: 1, done: 0, setAside: 5 },
    },
    {
      id: other.id,
      path: other.path,
      offline: true,
      files: 2,
      states: { waiting: 1, reading: 0, done: 1, setAside: 0 },
    },
  ]);
  const { seen, states } = catalog.counts();
  expect(folders.reduce((sum, { files }) => sum + files, 0)).toBe(seen);
  for (const state of fileStates) {
    expect(folders.reduce((sum, folder) => sum + folder.states[state], 0)).toBe(states[state]);
  }
  expect(catalog.setAsideReasons().map(({ code, files }) => [code, files])).toEqual([
    ['damaged-picture', 3],
    ['empty-file', 1],
    ['not-a-regular-file', 1],
  ]);
  catalog.removeFolder(one.id);
  expect(catalog.setAsideReasons()).toEqual([]);
  expect(catalog.folderStates().map(({ id }) => id)).toEqual([other.id]);
});

test('files of a reason are listed by path, a part at a time', () => {
  const made = library();
  setAside(made, ['c.jpg', 'a.jpg', 'b.jpg', 'd.jpg'], 'damaged-picture');
  setAside(made, ['z.jpg'], 'empty-file');
  const names = (from: number, limit: number) =>
    made.catalog
      .setAsideFiles({ code: 'damaged-picture', from, limit })
      .map(({ path }) => path.slice(made.one.path.length + 1));
  expect(names(0, 3)).toEqual(['a.jpg', 'b.jpg', 'c.jpg']);
  expect(names(3, 3)).toEqual(['d.jpg']);
  expect(made.catalog.setAsideFiles({ code: 'empty-file', from: 0, limit: 9 })).toEqual([
    {
      fileId: expect.any(Number),
      path: join(made.one.path, 'z.jpg'),
      code: 'empty-file',
      reason: 'The file is empty (0 bytes).',
    },
  ]);
});

test('files are tried again one by one, by their reason, or all', () => {
  const made = library();
  const { catalog, one } = made;
  setAside(made, ['a.jpg', 'b.jpg', 'c.jpg'], 'damaged-picture');
  setAside(made, ['d.jpg'], 'empty-file');
  catalog.recordSeen(
    one.id,
    [],
    [{ path: join(one.path, 'p.jpg'), kind: 'photo', code: 'not-a-regular-file', detail: '' }],
  );
  const reasons = () => catalog.setAsideReasons().map(({ code, files }) => [code, files]);
  const idOf = (name: string) => catalog.setAsideAt(join(one.path, name)) ?? 0;
  const [b, pipe] = [idOf('b.jpg'), idOf('p.jpg')];
  expect(catalog.retrySetAside({ fileIds: [b, b, pipe, 9_999] })).toEqual({
    waiting: 1,
    oddities: 1,
  });
  expect(catalog.setAsideAt(join(one.path, 'b.jpg'))).toBe(undefined);
  expect(catalog.claimWaiting(9)).toMatchObject([{ fileId: b, attempts: 0 }]);
  expect(catalog.retrySetAside({ code: 'empty-file' })).toEqual({ waiting: 1, oddities: 0 });
  expect(reasons()).toEqual([
    ['damaged-picture', 2],
    ['not-a-regular-file', 1],
  ]);
  expect(catalog.retrySetAside()).toEqual({ waiting: 2, oddities: 1 });
  expect(reasons()).toEqual([['not-a-regular-file', 1]]);
  expect(catalog.filePath(b)).toBe(join(one.path, 'b.jpg'));
});

test('what is left to read is summed by kind, and by whether its size is known', () => {
  const { catalog, one, other } = library();
  indexFiles(catalog, one.id, { [join(one.path, 'a.jpg')]: 'a' });
  expect(catalog.openWork()).toEqual([]);
  const [copy, fresh, video] = [
    observed(join(one.path, 'copy.jpg'), 'a'),
    observed(join(one.path, 'fresh.jpg'), 'fresh'),
    observed(join(other.path, 'video.mp4'), 'video', 'video'),
  ];
  catalog.recordSeen(one.id, [copy, fresh]);
  catalog.recordSeen(other.id, [video]);
  const photo = (known: boolean, { sizeBytes: bytes }: typeof copy) => {
    return { kind: 'photo', known, files: 1, bytes };
  };
  const videos = { kind: 'video', known: false, files: 1, bytes: video.sizeBytes };
  const work = () => catalog.openWork().sort((a, b) => Number(a.known) - Number(b.known));
  expect(work()).toEqual([photo(false, fresh), videos, photo(true, copy)]);
  const claimed = catalog.claimWaiting(2, 'photo');
  expect(new Map(claimed.map(({ path, isSizeKnown }) => [path, isSizeKnown]))).toEqual(
    new Map([
      [copy.path, true],
      [fresh.path, false],
    ]),
  );
  // What is being read is not done yet; what lies on a drive that is gone cannot be.
  expect(work()).toHaveLength(3);
  catalog.setFolderOffline(other.id, true);
  expect(work()).toEqual([photo(false, fresh), photo(true, copy)]);
  const idOf = (path: string) => claimed.find((file) => file.path === path)?.fileId ?? 0;
  catalog.linkFile(idOf(copy.path), contentOf('a'));
  expect(work()).toEqual([photo(false, fresh)]);
  // A copy that waits is known as one as soon as the first has been read.
  const twin = { ...fresh, path: join(one.path, 'twin.jpg') };
  catalog.recordSeen(one.id, [twin]);
  expect(work()).toMatchObject([{ known: false, files: 2 }]);
  catalog.storeContent(idOf(fresh.path), contentOf('fresh'));
  expect(work()).toEqual([photo(true, fresh)]);
  catalog.recordLeft(one.id, [twin.path]);
  // It changed meanwhile: other bytes, another size.
  const changed = observed(fresh.path, 'changed');
  catalog.recordSeen(one.id, [changed]);
  expect(work()).toEqual([photo(false, changed)]);
  catalog.recordLeft(one.id, [fresh.path]);
  expect(work()).toEqual([]);
  expect(catalog.check().problems).toEqual([]);
});

test('settings and a pause are kept; what nobody understands is as at first', () => {
  const { root, catalog } = library();
  const told: unknown[] = [];
  catalog.onSettingsChange((settings) => told.push(settings));
  expect(catalog.settings()).toEqual(defaultSettings);
  catalog.changeSettings({ schedule: '22:00-07:00', cores: 2 });
  catalog.changeSettings({ battery: 'wait' });
  const settings = { ...defaultSettings, schedule: '22:00-07:00', battery: 'wait', cores: 2 };
  expect(catalog.settings()).toEqual(settings);
  expect(told.at(-1)).toEqual(settings);
  catalog.setPause({ untilMs: 5 });
  catalog.close();
  const again = openIn(root, onTestFinished);
  expect(again.settings()).toEqual(settings);
  expect(again.pause()).toEqual({ untilMs: 5 });
  again.setPause(null);
  expect(again.pause()).toBe(null);
  again.close();
  const database = new SqliteDatabase(join(root, 'library', 'catalog.sqlite'));
  database.exec(`UPDATE setting SET value = '"whenever"' WHERE name = 'schedule'`);
  database.exec(`UPDATE setting SET value = '{' WHERE name = 'cores'`);
  database.close();
  expect(openIn(root, onTestFinished).settings()).toEqual({ ...defaultSettings, battery: 'wait' });
});
