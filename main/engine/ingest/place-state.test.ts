/** Whether a folder is there, on real folders; what lies on which file system is as the test says. */
import { mkdir, mkdtemp, rename, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { beforeEach, expect, onTestFinished, test } from 'vitest';
import type { KnownPlace } from '../catalog/types.ts';
import type { Mount } from '../watch/mounts.ts';
import { isSamePlace, placeState } from './place-state.ts';

let folder: string;
let known: KnownPlace | undefined;

const drive = (source: string): Mount[] => [
  { path: '/', type: 'smb', source: `//${source}`, root: '/', device: '0:1' },
];

/** Looks, and remembers as ingest does. */
async function look(mounts: readonly Mount[], files: { known: boolean; there?: boolean }) {
  const state = await placeState(
    folder,
    {
      known,
      knowsFiles: () => files.known,
      someAreThere: async () => files.there ?? false,
    },
    mounts,
  );
  if (state.reachable) known = { fileSystem: state.fileSystem, inode: state.inode };
  return state;
}

beforeEach(async () => {
  const root = await mkdtemp(join(tmpdir(), 'afterimage-place-'));
  onTestFinished(() => rm(root, { recursive: true, force: true }));
  folder = join(root, 'photos');
  known = undefined;
});

const away = { reachable: false };
const there = { reachable: true };

test('missing, or no directory', async () => {
  expect(await look(drive('nas'), { known: true })).toEqual(away);
  await writeFile(folder, 'a file now');
  expect(await look(drive('nas'), { known: true })).toEqual(away);
});

test('nobody has looked yet: empty although files are known is an empty mount point', async () => {
  await mkdir(folder);
  expect(await look(drive('nas'), { known: true })).toEqual(away);
  expect(await look(drive('nas'), { known: false })).toMatchObject(there);
  // It got a file and lost it before anybody looked again.
  expect(await look(drive('nas'), { known: true })).toMatchObject(there);
});

test('emptied where it is, it is empty', async () => {
  await mkdir(folder);
  const before = await look(drive('nas'), { known: false });
  expect(isSamePlace(await look(drive('nas'), { known: true }), before)).toBe(true);
});

test('on another file system: away where it has none of the files, empty or not', async () => {
  await mkdir(folder);
  await look(drive('nas'), { known: false });
  expect(await look(drive('local'), { known: true })).toEqual(away);
  await writeFile(join(folder, 'stray.jpg'), '');
  expect(await look(drive('local'), { known: true })).toEqual(away);
  // Its files were brought there, or it is the same drive with another number.
  expect(await look(drive('local'), { known: true, there: true })).toMatchObject({
    reachable: true,
    fileSystem: 'smb //local /',
  });
  expect(await look(drive('nas'), { known: true })).toEqual(away);
});

test('another directory in its place: away while it is empty', async () => {
  await mkdir(folder);
  await look(drive('nas'), { known: false });
  await rename(folder, `${folder} elsewhere`);
  await mkdir(folder);
  expect(await look(drive('nas'), { known: true })).toEqual(away);
  await writeFile(join(folder, 'new.jpg'), '');
  expect(await look(drive('nas'), { known: true })).toMatchObject(there);
});
