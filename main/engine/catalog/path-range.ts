/** Everything below a directory as a range of paths, which an index on the path answers. */
import { sep } from 'node:path';
import { liesBelow } from '../contract/places.ts';

export type PathRange = { readonly from: string; readonly to: string };

/** `from < path < to` for exactly the paths below `directory`. */
export function pathsBelow(directory: string, separator: string = sep): PathRange {
  const from = directory.endsWith(separator) ? directory : directory + separator;
  const next = String.fromCharCode(separator.charCodeAt(0) + 1);
  return { from, to: from.slice(0, -1) + next };
}

/** Whether `path` is `directory` or lies below it. Both absolute and normalised. */
export function isWithin(path: string, directory: string, separator: string = sep): boolean {
  return path === directory || liesBelow(path, directory, separator);
}
