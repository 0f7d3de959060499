/**
 * Where a watched folder is that is not at its path: renamed where it lies, or on a drive that is
 * mounted somewhere else (another drive letter, `/media/me/USB1` for `/media/me/USB`). Only the very
 * same directory counts, by its file system and its number there: a copy on another drive is a copy.
 */
import { readdir, stat } from 'node:fs/promises';
import { dirname, join, posix } from 'node:path';
import type { Catalog, KnownPlace } from '../catalog/types.ts';
import { fileSystemOf, type Mount, readMounts } from '../watch/mounts.ts';
import { isThere } from './folder-places.ts';

type Sample = ReturnType<Catalog['sampleFiles']>;

/** With more siblings nobody would wait for each of them to be looked at. */
const mostSiblings = 2_000;

/** Undefined where it is not found. Never rejects. */
export async function findMovedFolder(
  path: string,
  known: KnownPlace,
  sample: Sample,
): Promise<string | undefined> {
  const mounts = await readMounts();
  const places = [
    ...(await siblingsOf(path)),
    ...placesOnMounts(path, mounts),
    ...placesOnDrives(path),
  ];
  for (const place of new Set(places)) {
    if (place === path || !(await isSameDirectory(place, known, mounts))) continue;
    if (await holds(place, path, sample)) return place;
  }
  return undefined;
}

/** Whether at least half of these files of a folder are at another place as they are known. */
export async function holds(place: string, folder: string, sample: Sample): Promise<boolean> {
  let found = 0;
  for (const file of sample) {
    if (await isThere(join(place, file.path.slice(folder.length)), file)) found += 1;
  }
  return 2 * found >= sample.length;
}

async function isSameDirectory(
  place: string,
  known: KnownPlace,
  mounts: readonly Mount[],
): Promise<boolean> {
  const status = await stat(place, { bigint: true }).catch(() => undefined);
  if (status === undefined || !status.isDirectory() || `${status.ino}` !== known.inode)
    return false;
  return (await fileSystemOf(place, status.dev, mounts)) === known.fileSystem;
}

async function siblingsOf(path: string): Promise<string[]> {
  const parent = dirname(path);
  const entries = await readdir(parent, { withFileTypes: true }).catch(() => []);
  const folders = entries.filter((entry) => entry.isDirectory());
  return folders.length > mostSiblings ? [] : folders.map(({ name }) => join(parent, name));
}

/** Below each mount, where the end of the path would lie. */
function placesOnMounts(path: string, mounts: readonly Mount[]): string[] {
  const names = path.split('/').filter(Boolean);
  const ends = names.map((_, index) => names.slice(index + 1).join('/'));
  return mounts.flatMap((mount) => ends.map((end) => posix.join(mount.path, end)));
}

/** On Windows: `E:\Photos` as `F:\Photos`. */
function placesOnDrives(path: string): string[] {
  if (!/^[A-Za-z]:\\/.test(path)) return [];
  return [...'ABCDEFGHIJKLMNOPQRSTUVWXYZ'].map((letter) => letter + path.slice(1));
}
