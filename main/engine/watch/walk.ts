/** A walk through a folder: every photo, video and sidecar below it, in batches, with nothing opened. */
import type { Dirent } from 'node:fs';
import { readdir } from 'node:fs/promises';
import { sep } from 'node:path';
import type { ObservedFile, ObservedOddity, ObservedSidecar } from '../catalog/types.ts';
import { isSidecarPath } from '../contract/places.ts';
import { decodeName, escapeName } from './escape-name.ts';
import { mediaKindOf } from './media-kinds.ts';
import { observe } from './observe.ts';
import { isSkippedName } from './skipped-names.ts';

export type WalkBatch = {
  readonly files: readonly ObservedFile[];
  readonly sidecars: readonly ObservedSidecar[];
  readonly oddities: readonly ObservedOddity[];
  /** Directories and files whose state could not be learnt: nothing below them counts as gone. */
  readonly unknown: readonly UnknownPlace[];
};

export type UnknownPlace = { readonly path: string; readonly reason: string };

export type WalkOptions = {
  /** Whether a file or directory is passed over, with all below, beside those of such a name. */
  readonly isSkipped?: (path: string) => boolean;
  readonly batchSize?: number;
  /** Told of each directory before it is listed. */
  readonly enter?: (directory: string) => void;
  readonly signal?: AbortSignal;
};

type Directory = {
  /** Escaped where it is not UTF-8. */
  readonly path: string;
  /** Its true bytes, only where `path` is escaped. */
  readonly bytes?: Buffer;
};

type Found = {
  files: ObservedFile[];
  sidecars: ObservedSidecar[];
  oddities: ObservedOddity[];
  unknown: UnknownPlace[];
};

const nothingFound = (): Found => ({ files: [], sidecars: [], oddities: [], unknown: [] });
const countFound = (found: Found): number =>
  Object.values(found).reduce((sum, list) => sum + list.length, 0);

/** Enough to keep a disk busy; what is found is kept until all of them were looked at. */
const listsAtOnce = 16;
const looksAtOnce = 128;

/**
 * Yields what lies below `folder` in batches of about `batchSize` (500). A directory that cannot
 * be read is yielded as unknown, also `folder` itself; one that vanishes meanwhile is just gone.
 * Ends early, without an error, when `signal` is aborted.
 */
export async function* walk(folder: string, options: WalkOptions = {}): AsyncGenerator<WalkBatch> {
  const batchSize = options.batchSize ?? 500;
  const waiting: Directory[] = [{ path: folder }];
  let found = nothingFound();
  while (waiting.length > 0) {
    if (options.signal?.aborted) return;
    const entries = await listAll(waiting.splice(-listsAtOnce), found, options);
    for (let start = 0; start < entries.length; start += batchSize) {
      waiting.push(...(await lookAt(entries.slice(start, start + batchSize), found, options)));
      if (countFound(found) >= batchSize) {
        yield found;
        found = nothingFound();
      }
    }
  }
  if (countFound(found) > 0) yield found;
}

type Entry = { readonly directory: Directory; readonly entry: Dirent<Buffer> };

async function listAll(
  directories: readonly Directory[],
  found: Found,
  { enter }: WalkOptions,
): Promise<Entry[]> {
  const lists = await Promise.all(
    directories.map(async (directory) => {
      if (directory.bytes === undefined) enter?.(directory.path);
      const entries = await entriesOf(directory, found);
      return entries.map((entry) => ({ directory, entry }));
    }),
  );
  return lists.flat();
}

async function entriesOf(directory: Directory, found: Found): Promise<Dirent<Buffer>[]> {
  try {
    return await readdir(directory.bytes ?? directory.path, {
      withFileTypes: true,
      encoding: 'buffer',
    });
  } catch (error) {
    const { code, message } = error as NodeJS.ErrnoException;
    if (code !== 'ENOENT' && code !== 'ENOTDIR') {
      found.unknown.push({ path: directory.path, reason: code ?? message });
    }
    return [];
  }
}

/** Adds to `found` and returns the directories among `entries`. */
async function lookAt(
  entries: readonly Entry[],
  found: Found,
  { isSkipped = () => false }: WalkOptions,
): Promise<Directory[]> {
  const directories: Directory[] = [];
  const paths: string[] = [];
  for (const { directory, entry } of entries) {
    const name = directory.bytes === undefined ? decodeName(entry.name) : undefined;
    const shownName = name ?? escapeName(entry.name);
    if (isSkippedName(shownName)) continue;
    const path = joinPath(directory.path, shownName);
    const isDirectory = entry.isDirectory();
    if (!isDirectory && isTyped(entry) && !isWanted(shownName)) continue;
    if (isSkipped(path)) continue;
    if (name === undefined) lookAtStrange(directory, entry, path, found, directories);
    else if (isDirectory) directories.push({ path });
    else paths.push(path);
  }
  for (let start = 0; start < paths.length; start += looksAtOnce) {
    const some = paths.slice(start, start + looksAtOnce);
    const seen = await Promise.all(some.map(observe));
    for (const [index, observation] of seen.entries()) {
      const path = some[index] as string;
      if (observation.type === 'file') found.files.push(observation.file);
      else if (observation.type === 'sidecar') found.sidecars.push(observation.sidecar);
      else if (observation.type === 'oddity') found.oddities.push(observation.oddity);
      else if (observation.type === 'directory') directories.push({ path });
      else if (observation.type === 'unknown') {
        found.unknown.push({ path, reason: observation.error.code ?? observation.error.message });
      }
    }
  }
  return directories;
}

const isWanted = (name: string): boolean => mediaKindOf(name) !== undefined || isSidecarPath(name);

/** A name that is not UTF-8, or one below such a directory. */
function lookAtStrange(
  directory: Directory,
  entry: Dirent<Buffer>,
  path: string,
  found: Found,
  directories: Directory[],
): void {
  const parent = directory.bytes ?? Buffer.from(directory.path);
  const kind = mediaKindOf(path);
  if (entry.isDirectory()) {
    directories.push({ path, bytes: Buffer.concat([parent, Buffer.from(sep), entry.name]) });
  } else if (kind !== undefined) {
    found.oddities.push({ path, kind, code: 'name-not-utf8', detail: '' });
  }
}

/** Some file systems do not say in a listing what an entry is. */
function isTyped(entry: Dirent<Buffer>): boolean {
  return (
    entry.isFile() ||
    entry.isSymbolicLink() ||
    entry.isFIFO() ||
    entry.isSocket() ||
    entry.isBlockDevice() ||
    entry.isCharacterDevice()
  );
}

function joinPath(directory: string, name: string): string {
  return directory.endsWith(sep) ? directory + name : directory + sep + name;
}
