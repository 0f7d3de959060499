import { join } from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
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
  const folder = catalog.addFolder(folderIn(root, 'photos'));
  return { root, catalog, folder, at: (name: string) => join(folder.path, name) };
}
const file = (path: string, modifiedMs: number, kind: 'photo' | 'video' = 'photo') => ({
  path,
  kind,
  sizeBytes: 5,
  modifiedNs: String(BigInt(modifiedMs) * 1_000_000n),
});

test('newest first, those that cost an attempt last, over all folders', () => {
  const { root, catalog, folder, at } = library();
  const other = catalog.addFolder(folderIn(root, 'other'));
  catalog.recordSeen(folder.id, [
    file(at('1.jpg'), 1),
    file(at('4.jpg'), 4),
    file(at('2.mp4'), 2, 'video'),
  ]);
  catalog.recordSeen(other.id, [file(join(other.path, '3.jpg'), 3)]);
  const [newest] = catalog.claimWaiting(1);
  expect(newest?.path).toBe(at('4.jpg'));
  catalog.requeue(newest?.fileId ?? 0, { countAttempt: true });
  expect(catalog.claimWaiting(1, 'video').map(({ path }) => path)).toEqual([at('2.mp4')]);
  const rest = catalog.claimWaiting(10);
  expect(rest.map(({ path, attempts }) => [path, attempts])).toEqual([
    [join(other.path, '3.jpg'), 0],
    [at('1.jpg'), 0],
    [at('4.jpg'), 1],
  ]);
  expect(catalog.claimWaiting(10)).toEqual([]);
  expect(catalog.pending([folder.id, other.id])).toBe(4);
});

test('a library opened again reads what was being read when it ended', () => {
  const { root, catalog, folder, at } = library();
  catalog.recordSeen(folder.id, [file(at('a.jpg'), 1), file(at('b.jpg'), 2)]);
  catalog.claimWaiting(1);
  catalog.close();
  const again = openIn(root, onTestFinished);
  expect(again.counts()).toMatchObject({ seen: 2, states: { waiting: 2, reading: 0 } });
  expect(again.claimWaiting(9).map(({ attempts }) => attempts)).toEqual([0, 0]);
});

test('a set-aside file says why, stays so while unchanged, and can be retried', () => {
  const { catalog, folder, at } = library();
  const broken = file(at('a.jpg'), 1);
  catalog.recordSeen(folder.id, [broken]);
  catalog.setAside(catalog.claimWaiting(1)[0]?.fileId ?? 0, 'damaged-picture', 'bad marker');
  expect(catalog.status()).toEqual({
    seen: 1,
    states: { waiting: 0, reading: 0, done: 0, setAside: 1 },
    offline: 0,
    items: 0,
    moments: 0,
    hidden: { items: 0, untilMs: null },
    sampled: 0,
    setAside: [
      {
        path: at('a.jpg'),
        code: 'damaged-picture',
        reason: 'The picture is damaged: bad marker. Try restoring it from a backup.',
      },
    ],
  });
  expect(catalog.recordSeen(folder.id, [broken])).toEqual({ added: 0, changed: 0, unchanged: 1 });
  expect(catalog.retrySetAside()).toEqual({ waiting: 1, oddities: 0 });
  expect(catalog.claimWaiting(1)[0]).toMatchObject({ path: at('a.jpg'), attempts: 0 });
});

test('an oddity is counted and explained, never claimed, and becomes a file when it is one', () => {
  const { catalog, folder, at } = library();
  const oddity = {
    path: at('pipe.jpg'),
    kind: 'photo',
    code: 'not-a-regular-file',
    detail: 'FIFO',
  } as const;
  expect(catalog.recordSeen(folder.id, [], [oddity])).toEqual({
    added: 1,
    changed: 0,
    unchanged: 0,
  });
  expect(catalog.recordSeen(folder.id, [], [oddity])).toEqual({
    added: 0,
    changed: 0,
    unchanged: 1,
  });
  expect(catalog.retrySetAside()).toEqual({ waiting: 0, oddities: 1 });
  expect(catalog.claimWaiting(1)).toEqual([]);
  expect([...catalog.knownFiles(folder.id)].map(({ path }) => path)).toEqual([oddity.path]);
  indexFiles(catalog, folder.id, { [oddity.path]: 'dog' });
  expect(catalog.counts()).toMatchObject({ items: 1, states: { done: 1, setAside: 0 } });
  catalog.recordSeen(folder.id, [], [oddity]);
  expect(catalog.counts()).toMatchObject({
    items: 0,
    moments: 0,
    states: { done: 0, setAside: 1 },
  });
});

test('a file that changes while it is read is read again, whatever the first reading says', () => {
  const { catalog, folder, at } = library();
  const finishes = [
    (fileId: number) => catalog.storeContent(fileId, contentOf('old')),
    (fileId: number) => catalog.setAside(fileId, 'damaged-picture', 'half written'),
    (fileId: number) => catalog.requeue(fileId, { countAttempt: true }),
  ];
  for (const [index, finish] of finishes.entries()) {
    const path = at(`${index}.jpg`);
    catalog.recordSeen(folder.id, [observed(path, 'old')]);
    const fileId = catalog.claimWaiting(1)[0]?.fileId ?? 0;
    catalog.recordSeen(folder.id, [observed(path, 'new')]);
    finish(fileId);
    expect(catalog.claimWaiting(1)).toMatchObject([
      { ...observed(path, 'new'), fileId, attempts: 0 },
    ]);
    catalog.recordLeft(folder.id, [path]);
  }
});

test('a file that changed between its claim and its reading is done with what was read', () => {
  const { catalog, folder, at } = library();
  catalog.recordSeen(folder.id, [observed(at('a.jpg'), 'old')]);
  catalog.storeContent(catalog.claimWaiting(1)[0]?.fileId ?? 0, contentOf('new'));
  expect(catalog.recordSeen(folder.id, [observed(at('a.jpg'), 'new')]).unchanged).toBe(1);
  expect(catalog.counts().states.done).toBe(1);
});

test('files of an offline folder wait, count as offline, and their items stay findable', () => {
  const { catalog, folder, at } = library();
  indexFiles(catalog, folder.id, { [at('a.jpg')]: 'dog' });
  catalog.recordSeen(folder.id, [observed(at('b.jpg'), 'cat')]);
  catalog.setFolderOffline(folder.id, true);
  expect(catalog.claimWaiting(9)).toEqual([]);
  expect(catalog.pending([folder.id])).toBe(0);
  expect(catalog.counts()).toMatchObject({ seen: 2, offline: 2, items: 1, moments: 1 });
  const itemId = catalog.itemAtPath(at('a.jpg')) ?? 0;
  expect(catalog.item(itemId)?.files).toEqual([{ path: at('a.jpg'), offline: true }]);
  catalog.setFolderOffline(folder.id, false);
  expect(catalog.claimWaiting(9)).toHaveLength(1);
});

test('times and sizes beyond 2^53 come back as they were', () => {
  const { catalog, folder, at } = library();
  const odd = {
    path: at('a.jpg'),
    kind: 'photo',
    sizeBytes: 2 ** 52,
    modifiedNs: '13569465600123456789',
  } as const;
  catalog.recordSeen(folder.id, [odd]);
  expect(catalog.recordSeen(folder.id, [odd]).unchanged).toBe(1);
  expect(catalog.claimWaiting(1)[0]).toMatchObject(odd);
});
