import { mkdirSync, renameSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
import { folderIn, indexFiles, openIn, temporaryFolder } from './testing/made-library.ts';

function library() {
  const root = temporaryFolder(onTestFinished);
  return { root, catalog: openIn(root, onTestFinished), photos: folderIn(root, 'photos') };
}

test('the same folder, however it is written, is one', () => {
  const { root, catalog, photos } = library();
  symlinkSync(photos, join(root, 'link'));
  const folder = catalog.addFolder(photos);
  expect(folder).toEqual({ id: folder.id, path: photos, files: 0, offline: false });
  expect(catalog.addFolder(`${photos}/../photos/`)).toEqual(folder);
  expect(catalog.addFolder(join(root, 'link'))).toEqual(folder);
  expect(catalog.folders()).toEqual([folder]);
});

test('what cannot be watched is refused with the path and a stable code', () => {
  const { root, catalog, photos } = library();
  catalog.addFolder(photos);
  writeFileSync(join(root, 'file'), '');
  mkdirSync(join(photos, 'inner'));
  const refusals = [
    [join(root, 'missing'), 'not-found'],
    [join(root, 'file'), 'not-a-folder'],
    [join(root, 'library'), 'inside-library'],
    [folderIn(root, 'library', 'backups'), 'inside-library'],
    [join(photos, 'inner'), 'folder-refused'],
  ] as const;
  for (const [path, code] of refusals) {
    expect(() => catalog.addFolder(path)).toThrow(
      expect.objectContaining({ code, message: expect.stringContaining(path) }),
    );
  }
  expect(() => catalog.addFolder(join(photos, 'inner'))).toThrow(photos);
  expect(() => catalog.removeFolder(77)).toThrow('77');
  expect(() => catalog.recordSeen(77, [])).toThrow('77');
  // A neighbour whose name only begins alike is another folder.
  expect(catalog.addFolder(folderIn(root, 'photos-2')).path).toBe(join(root, 'photos-2'));
});

test('a watched folder stays known while its drive is unplugged', () => {
  const { root, catalog, photos } = library();
  const folder = catalog.addFolder(photos);
  renameSync(photos, join(root, 'unplugged'));
  expect(catalog.addFolder(photos)).toEqual(folder);
});

test('a parent absorbs its watched and its removed children without reading anything again', () => {
  const { root, catalog } = library();
  const [one, two] = [
    catalog.addFolder(folderIn(root, 'all', 'one')),
    catalog.addFolder(folderIn(root, 'all', 'two')),
  ];
  indexFiles(catalog, one.id, { [join(one.path, 'a.jpg')]: 'dog' });
  indexFiles(catalog, two.id, { [join(two.path, 'b.jpg')]: 'cat' });
  catalog.removeFolder(two.id);
  expect(catalog.counts()).toMatchObject({ seen: 1, items: 1 });
  const all = catalog.addFolder(join(root, 'all'));
  expect(all.files).toBe(2);
  expect(catalog.folders()).toEqual([all]);
  expect(catalog.counts()).toMatchObject({ seen: 2, items: 2, states: { done: 2, waiting: 0 } });
  expect(catalog.check().problems).toEqual([]);
});

test('a removed folder hides what only it held, and comes back with everything', () => {
  const { root, catalog, photos } = library();
  const folder = catalog.addFolder(photos);
  const other = catalog.addFolder(folderIn(root, 'other'));
  indexFiles(catalog, folder.id, {
    [join(photos, 'a.jpg')]: 'dog',
    [join(photos, 'b.jpg')]: 'cat',
  });
  indexFiles(catalog, other.id, { [join(other.path, 'c.jpg')]: 'cat' });
  const dog = catalog.itemAtPath(join(photos, 'a.jpg'));
  catalog.removeFolder(folder.id);
  expect(catalog.counts()).toMatchObject({ seen: 1, items: 1, moments: 1 });
  expect(catalog.itemAtPath(join(photos, 'a.jpg'))).toBeUndefined();
  expect(catalog.check().problems).toEqual([]);
  const again = catalog.addFolder(photos);
  expect(again.files).toBe(2);
  expect(catalog.itemAtPath(join(photos, 'a.jpg'))).toBe(dog);
  expect(catalog.counts()).toMatchObject({ seen: 3, items: 2, states: { done: 3 } });
  expect(catalog.check().problems).toEqual([]);
});

test('a child of a removed folder takes its files over', () => {
  const { root, catalog } = library();
  const all = catalog.addFolder(folderIn(root, 'all'));
  const inner = folderIn(root, 'all', 'inner');
  indexFiles(catalog, all.id, { [join(inner, 'a.jpg')]: 'dog', [join(all.path, 'b.jpg')]: 'cat' });
  catalog.removeFolder(all.id);
  expect(catalog.addFolder(inner).files).toBe(1);
  expect(catalog.counts()).toMatchObject({ seen: 1, items: 1, states: { done: 1 } });
  expect(catalog.addFolder(all.path).files).toBe(2);
  expect(catalog.counts()).toMatchObject({ seen: 2, items: 2 });
  expect(catalog.check().problems).toEqual([]);
});

test('known files: of a folder, of a directory in it, in pages between writes', () => {
  const { catalog, photos } = library();
  const folder = catalog.addFolder(photos);
  const names = Array.from({ length: 4500 }, (_, index) =>
    join(photos, `${index % 3}`, `${index}.jpg`),
  );
  const files = names.map(
    (path) => ({ path, kind: 'photo', sizeBytes: 1, modifiedNs: '7' }) as const,
  );
  catalog.recordSeen(folder.id, files);
  const seen = [];
  for (const { path } of catalog.knownFiles(folder.id)) {
    if (seen.length === 0) catalog.recordSeen(folder.id, files);
    seen.push(path);
  }
  expect(seen).toEqual([...names].sort());
  const inOne = [...catalog.knownFiles(folder.id, join(photos, '1'))];
  expect(inOne).toHaveLength(1500);
  expect(inOne[0]).toEqual({ path: join(photos, '1', '1.jpg'), sizeBytes: 1, modifiedNs: '7' });
});
