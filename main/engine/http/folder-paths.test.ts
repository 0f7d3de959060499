import { chmodSync, mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { isInside, listFolders, readableFolder, refuseLibraryItself } from './folder-paths.ts';

let top: string;
beforeAll(() => {
  top = mkdtempSync(join(tmpdir(), 'afterimage-folders-'));
  for (const name of ['b10', 'b9', '.hidden', 'a', 'library', 'library/deep', 'shut']) {
    mkdirSync(join(top, name));
  }
  writeFileSync(join(top, 'file.jpg'), '');
  symlinkSync(join(top, 'a'), join(top, 'c-link'));
  symlinkSync(join(top, 'file.jpg'), join(top, 'd-link'));
  symlinkSync(join(top, 'gone'), join(top, 'e-link'));
  symlinkSync(join(top, 'library'), join(top, 'z-to-library'));
  chmodSync(join(top, 'shut'), 0o000);
});
afterAll(() => {
  chmodSync(join(top, 'shut'), 0o700);
  rmSync(top, { recursive: true });
});

test('folders only, by name as a person counts, hidden ones left out', async () => {
  const listing = await listFolders(`${top}/a/..//`);
  expect(listing.path).toBe(top);
  expect(listing.parent).toBe(tmpdir());
  expect(listing.folders.map((folder) => folder.name)).toEqual([
    'a',
    'b9',
    'b10',
    'c-link',
    'library',
    'shut',
    'z-to-library',
  ]);
  expect(listing.folders[0]).toEqual({ name: 'a', path: join(top, 'a') });
});

test('the root has no parent; without a path it is the home folder', async () => {
  expect((await listFolders('/')).parent).toBeNull();
  expect((await listFolders(undefined)).path).toMatch(/^\//);
});

test.each([
  ['relative', 'bad-request'],
  ['../up', 'bad-request'],
  ['/no/such/place', 'not-a-folder'],
  ['/etc/passwd', 'not-a-folder'],
  ['/tmp\0/x', 'bad-request'],
])('%j is refused as %s and named', async (path, code) => {
  const failure = listFolders(path);
  await expect(failure).rejects.toMatchObject({ code });
  await expect(failure).rejects.toThrow(path);
});

test.skipIf(process.getuid?.() === 0)(
  'a folder that may not be read says so (left out as root, who may read everything)',
  async () => {
    await expect(readableFolder(join(top, 'shut'))).rejects.toMatchObject({
      code: 'no-permission',
    });
  },
);

test.each(['library', 'library/deep', 'z-to-library'])('%s is the library itself', async (name) => {
  await expect(refuseLibraryItself(join(top, name), join(top, 'library'))).rejects.toMatchObject({
    code: 'inside-library',
  });
});

test('a folder that holds the library may be watched', async () => {
  await expect(refuseLibraryItself(top, join(top, 'library'))).resolves.toBeUndefined();
});

test.each([
  ['/a', '/a', true],
  ['/a', '/a/b', true],
  ['/a', '/ab', false],
  ['/a', '/a/..b', true],
  ['/a/b', '/a', false],
  ['/', '/a', true],
])('%s holds %s: %s', (folder, path, expected) => {
  expect(isInside(folder, path)).toBe(expected);
});
