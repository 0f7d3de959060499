/** Folders that lie somewhere else, and drives below them: what the catalogue makes of it. */
import { join } from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
import { nothingSaid, saysNothing } from '../contract/file-says.ts';
import {
  contentOf,
  folderIn,
  indexFiles,
  longIdentityOf,
  observed,
  openIn,
  temporaryFolder,
} from './testing/made-library.ts';

function library() {
  const root = temporaryFolder(onTestFinished);
  const catalog = openIn(root, onTestFinished);
  const folder = catalog.addFolder(folderIn(root, 'photos'));
  indexFiles(catalog, folder.id, {
    [join(folder.path, 'a.jpg')]: 'dog',
    [join(folder.path, 'deep/b.jpg')]: 'cat',
  });
  return { root, catalog, folder, at: (...names: string[]) => join(root, ...names) };
}

const pathsOf = ({ catalog, root }: ReturnType<typeof library>) =>
  catalog
    .folders()
    .flatMap(({ id }) => [...catalog.knownFiles(id)])
    .map(({ path }) => path.slice(root.length + 1));

test('files keep their items by new paths; words find the new folder, not the old one', () => {
  const made = library();
  const { catalog, folder, at } = made;
  const dog = catalog.itemAtPath(at('photos/a.jpg')) ?? 0;
  const changes: unknown[] = [];
  catalog.onIndexChange((change) => changes.push(change));
  expect(catalog.relocateFolder(folder.id, at('moved/élan'))).toBe(folder.id);
  expect(pathsOf(made)).toEqual(['moved/élan/a.jpg', 'moved/élan/deep/b.jpg']);
  expect(catalog.itemAtPath(at('moved/élan/a.jpg'))).toBe(dog);
  expect(catalog.itemAtPath(at('photos/a.jpg'))).toBeUndefined();
  const named = (words: string) => [
    ...catalog.itemsNamed(words, { place: 'folder', begins: false, most: 9 }),
  ];
  expect([named('photos'), named('elan')]).toEqual([[], [1, 2]]);
  expect(catalog.counts()).toMatchObject({ states: { done: 2, waiting: 0 }, items: 2 });
  // What search finds is the same.
  expect(changes).toEqual([]);
  expect(catalog.check()).toEqual({ ok: true, problems: [] });
});

test('into the folder where it was, and out again: old and new paths overlap', () => {
  const made = library();
  const { catalog, folder, at } = made;
  catalog.relocateFolder(folder.id, at('photos/inner'));
  expect(pathsOf(made)).toEqual(['photos/inner/a.jpg', 'photos/inner/deep/b.jpg']);
  catalog.relocateFolder(folder.id, at('photos'));
  expect(pathsOf(made)).toEqual(['photos/a.jpg', 'photos/deep/b.jpg']);
  expect(catalog.check().problems).toEqual([]);
});

test('to a folder that is watched already: what it has read stays, what it has not is known now', () => {
  const made = library();
  const { catalog, folder, at } = made;
  const other = catalog.addFolder(folderIn(made.root, 'new'));
  indexFiles(catalog, other.id, { [at('new/a.jpg')]: 'dog' });
  catalog.recordSeen(other.id, [observed(at('new/deep/b.jpg'), 'cat')]);
  expect(catalog.relocateFolder(folder.id, at('new'))).toBe(other.id);
  expect(catalog.folders()).toEqual([{ ...other, files: 2 }]);
  expect(catalog.counts()).toMatchObject({ states: { done: 2, waiting: 0 }, items: 2 });
  expect(catalog.check().problems).toEqual([]);
});

test('a large video that was read at its new place first has what was added at the old one', () => {
  const { root, catalog } = library();
  const before = catalog.addFolder(folderIn(root, 'before'));
  const after = catalog.addFolder(folderIn(root, 'after'));
  const whole = longIdentityOf('long one');
  const samples = { ...whole, contentHash: whole.fingerprint, isSampled: true };
  const read = (folder: typeof before, identity: typeof whole) => {
    const path = join(folder.path, 'clip.mp4');
    catalog.recordSeen(folder.id, [observed(path, 'long one', 'video')]);
    const [file] = catalog.claimWaiting(1, 'video');
    catalog.storeContent(file?.fileId ?? 0, { ...contentOf('long one', 3), ...identity });
    return catalog.itemAtPath(path) ?? 0;
  };
  const old = read(before, samples);
  catalog.annotate([old], {
    rating: 5,
    addTags: ['rome'],
    removeTags: [],
    addToAlbums: [],
    removeFromAlbums: [],
  });
  // Nobody can ask the old place, so that the new one is read whole, and is another item.
  catalog.setFolderOffline(before.id, true);
  const now = read(after, whole);
  expect(now).not.toBe(old);
  catalog.relocateFolder(before.id, after.path);
  expect(catalog.annotations(now)).toMatchObject({ rating: 5, tags: ['rome'] });
  expect(catalog.check().problems).toEqual([]);
});

test('around folders that are watched or were removed: they become a part of it', () => {
  const made = library();
  const { catalog, folder, at } = made;
  for (const [name, bytes] of [
    ['one', 'owl'],
    ['two', 'elk'],
  ] as const) {
    const each = catalog.addFolder(folderIn(made.root, 'new', name));
    indexFiles(catalog, each.id, { [at('new', name, 'x.jpg')]: bytes });
    if (name === 'two') catalog.removeFolder(each.id);
  }
  catalog.relocateFolder(folder.id, at('new'));
  expect(catalog.folders()).toMatchObject([{ id: folder.id, files: 4 }]);
  expect([catalog.removedFolders(), catalog.counts().items]).toEqual([[], 4]);
  expect(catalog.check().problems).toEqual([]);
});

test('what is no place for a folder is refused', () => {
  const { catalog, folder, at } = library();
  expect(() => catalog.relocateFolder(77, at('new'))).toThrow('77');
  expect(() => catalog.relocateFolder(folder.id, at('library/photos'))).toThrow(
    expect.objectContaining({ code: 'inside-library' }),
  );
  catalog.removeFolder(folder.id);
  expect(() => catalog.relocateFolder(folder.id, at('new'))).toThrow(`${folder.id}`);
});

test('a drive below a folder is away by itself: counted, found as offline, not read, not waited for', () => {
  const { catalog, folder, at } = library();
  catalog.recordSeen(folder.id, [observed(at('photos/deep/new.jpg'), 'owl')]);
  catalog.rememberMount(folder.id, at('photos/deep'), { fileSystem: 'drive', inode: '2' });
  expect(catalog.setMountOffline(at('photos/deep'), true)).toBe(2);
  expect(catalog.mountPoints(folder.id)).toEqual([
    { path: at('photos/deep'), fileSystem: 'drive', inode: '2', offline: true },
  ]);
  const cat = catalog.itemAtPath(at('photos/deep/b.jpg')) ?? 0;
  expect(catalog.counts()).toMatchObject({ seen: 3, offline: 2, items: 2 });
  expect([...catalog.itemsAnnotated({ type: 'is', state: 'offline' })]).toEqual([cat]);
  expect(catalog.item(cat)?.files).toEqual([{ path: at('photos/deep/b.jpg'), offline: true }]);
  expect([catalog.claimWaiting(9), catalog.pending([folder.id])]).toEqual([[], 0]);
  expect(catalog.pending([folder.id], at('photos/deep'))).toBe(0);
  // Also as a part of a folder that moves, and of one that takes it in.
  catalog.relocateFolder(folder.id, at('moved'));
  expect(catalog.mountPoints(folder.id)).toMatchObject([{ path: at('moved/deep'), offline: true }]);
  expect(catalog.counts().offline).toBe(2);
  catalog.setMountOffline(at('moved/deep'), false);
  expect(catalog.counts().offline).toBe(0);
  expect(catalog.claimWaiting(9)).toHaveLength(1);
});

test('sidecars go along, and wait while their drive is away', () => {
  const { catalog, folder, at } = library();
  const sidecar = (name: string) => ({ path: at(name), sizeBytes: 9, modifiedNs: '9' });
  const said = { ...nothingSaid, tags: ['from the sidecar'] };
  catalog.recordSidecars(folder.id, [sidecar('photos/deep/b.jpg.xmp')]);
  const [waiting] = catalog.sidecarsToRead(9);
  if (waiting === undefined) throw new Error('no sidecar waits');
  catalog.storeSidecar(waiting, waiting, { ...saysNothing, extension: null, said });
  catalog.relocateFolder(folder.id, at('moved'));
  expect([...catalog.knownSidecars(folder.id)].map(({ path }) => path)).toEqual([
    at('moved/deep/b.jpg.xmp'),
  ]);
  const cat = catalog.itemAtPath(at('moved/deep/b.jpg')) ?? 0;
  catalog.recordSidecars(folder.id, [{ ...sidecar('moved/deep/b.jpg.xmp'), modifiedNs: '10' }]);
  catalog.rememberMount(folder.id, at('moved/deep'), { fileSystem: 'drive', inode: '2' });
  catalog.setMountOffline(at('moved/deep'), true);
  expect([catalog.sidecarsToRead(9), catalog.pendingSidecars([folder.id])]).toEqual([[], 0]);
  catalog.setMountOffline(at('moved/deep'), false);
  expect(catalog.sidecarsToRead(9)).toHaveLength(1);
  expect(catalog.annotations(cat).tags).toEqual(['from the sidecar']);
  expect(catalog.check().problems).toEqual([]);
});

test('a removed folder that comes back knows nothing of drives', () => {
  const { catalog, folder, at } = library();
  catalog.rememberPlace(folder.id, { fileSystem: 'disk', inode: '7' });
  expect(catalog.knownPlace(folder.id)).toEqual({ fileSystem: 'disk', inode: '7' });
  catalog.rememberMount(folder.id, at('photos/deep'), { fileSystem: 'drive', inode: '2' });
  catalog.setMountOffline(at('photos/deep'), true);
  catalog.removeFolder(folder.id);
  catalog.restoreFolder(folder.id);
  expect(catalog.mountPoints(folder.id)).toEqual([]);
  expect(catalog.counts().offline).toBe(0);
  expect(catalog.knownPlace(folder.id)).toBeUndefined();
});

test('a sample is spread over a folder, and the same each time', () => {
  const { catalog, folder, at } = library();
  const names = Array.from({ length: 1_000 }, (_, index) => at('photos', `${1_000 + index}.jpg`));
  catalog.recordSeen(
    folder.id,
    names.map((path) => observed(path, path)),
  );
  const sample = catalog.sampleFiles(folder.id, folder.path, 50);
  expect(sample).toHaveLength(50);
  expect(catalog.sampleFiles(folder.id, folder.path, 50)).toEqual(sample);
  const tenths = new Set(sample.map(({ path }) => path.slice(-8, -6)));
  expect(tenths.size).toBeGreaterThanOrEqual(8);
  expect(catalog.sampleFiles(folder.id, at('photos/deep'), 50)).toHaveLength(1);
});
