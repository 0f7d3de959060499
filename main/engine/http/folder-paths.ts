/** Paths of folders, as a person or a program gives them. */
import { access, constants, readdir, realpath, stat } from 'node:fs/promises';
import { homedir } from 'node:os';
import { dirname, isAbsolute, join, normalize, relative, sep } from 'node:path';
import { EngineError } from '../contract/errors.ts';
import type { FolderListing } from '../contract/library.ts';
import { messages } from '../contract/messages/index.ts';
import { placeError } from './errors.ts';

/** Whether `path` is `folder` or lies in it. Both absolute and normalised. */
export function isInside(folder: string, path: string): boolean {
  const way = relative(folder, path);
  return way === '' || (way !== '..' && !way.startsWith(`..${sep}`) && !isAbsolute(way));
}

/**
 * The absolute, normalised path of an existing, readable folder; links in it are kept.
 * Rejects with `bad-request`, `not-a-folder` or `no-permission`.
 */
export async function readableFolder(path: string): Promise<string> {
  if (!isAbsolute(path) || path.includes('\0')) {
    throw new EngineError('bad-request', messages.http.notAbsolute(path));
  }
  const normal = withoutTrailingSeparator(normalize(path));
  const stats = await stat(normal).catch((error) => {
    const known = placeError(error, normal);
    if (known.code !== 'offline') throw known;
    throw new EngineError('not-a-folder', messages.http.noSuchFolder(normal), { cause: error });
  });
  if (!stats.isDirectory()) {
    throw new EngineError('not-a-folder', messages.http.notAFolder(normal));
  }
  await access(normal, constants.R_OK | constants.X_OK).catch((error) => {
    throw placeError(error, normal);
  });
  return normal;
}

/** Rejects with `inside-library` when the folder is the library's own or lies in it. */
export async function refuseLibraryItself(folder: string, libraryPath: string): Promise<void> {
  const [real, library] = await Promise.all([realpath(folder), realpath(libraryPath)]);
  if (isInside(library, real)) {
    throw new EngineError('inside-library', messages.http.insideLibrary(folder));
  }
}

/** The folders inside a folder, hidden ones left out, by name. The home folder without a path. */
export async function listFolders(path: string | undefined): Promise<FolderListing> {
  if (process.platform === 'win32' && path === '') return listDrives();
  const folder = await readableFolder(path || homedir());
  const entries = await readdir(folder, { withFileTypes: true }).catch((error) => {
    throw placeError(error, folder);
  });
  const folders = await Promise.all(
    entries
      .filter((entry) => !entry.name.startsWith('.'))
      .map(async (entry) => {
        const inside = join(folder, entry.name);
        const isFolder = entry.isSymbolicLink() ? await leadsToFolder(inside) : entry.isDirectory();
        return isFolder ? [{ name: entry.name, path: inside }] : [];
      }),
  );
  const above = dirname(folder);
  const top = process.platform === 'win32' ? '' : null;
  const compare = new Intl.Collator(undefined, { numeric: true }).compare;
  return {
    path: folder,
    parent: above === folder ? top : above,
    folders: folders.flat().sort((one, other) => compare(one.name, other.name)),
  };
}

async function listDrives(): Promise<FolderListing> {
  const letters = [...'ABCDEFGHIJKLMNOPQRSTUVWXYZ'].map((letter) => `${letter}:\\`);
  const there = await Promise.all(letters.map(leadsToFolder));
  const drives = letters.filter((_, index) => there[index]);
  return { path: '', parent: null, folders: drives.map((path) => ({ name: path, path })) };
}

async function leadsToFolder(path: string): Promise<boolean> {
  return stat(path).then(
    (stats) => stats.isDirectory(),
    () => false,
  );
}

function withoutTrailingSeparator(path: string): string {
  const above = dirname(path);
  return path !== above && path.endsWith(sep) ? path.slice(0, -1) : path;
}
