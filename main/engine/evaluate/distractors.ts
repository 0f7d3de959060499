/** Pictures of a folder that join the pool and answer no query. */
import { readdir, realpath } from 'node:fs/promises';
import { join } from 'node:path';
import { mediaKindOf } from '../watch/media-kinds.ts';

/** Real paths of the pictures in and below `folder`, in order, without those of `listed`. */
export async function findDistractors(
  folder: string,
  listed: readonly string[],
): Promise<string[]> {
  const root = await realpath(folder);
  const taken = new Set(await Promise.all(listed.map((path) => realpath(path))));
  const entries = await readdir(root, { recursive: true, withFileTypes: true });
  return entries
    .filter((entry) => entry.isFile() && mediaKindOf(entry.name) === 'photo')
    .map((entry) => join(entry.parentPath, entry.name))
    .filter((path) => !taken.has(path))
    .sort();
}
