/** Names that are never a person's own photos: hidden, made by systems, or a program's packages. */
import { sep } from 'node:path';
import { isBelow } from './below.ts';
import type { Excludes } from './exclusions.ts';

const skipped: ReadonlySet<string> = new Set([
  '@eadir',
  '#recycle',
  '$recycle.bin',
  'system volume information',
  'lost+found',
  'node_modules',
  'thumbs.db',
  'desktop.ini',
]);

/** One component of a path. A leading dot covers `.Trashes`, `.DS_Store` and AppleDouble `._x.jpg`. */
export function isSkippedName(name: string): boolean {
  return name.startsWith('.') || skipped.has(name.toLowerCase());
}

/** What a walk passes over beside those names. */
export type Skips = {
  /** Absolute paths, with all below: the library's own folder. */
  readonly paths: readonly string[];
  /** What the person does not want. */
  readonly excludes: Excludes;
};

/** Of a walk that has come to where `path` lies, and passed over such names: whether it is left out. */
export function isLeftOut(
  root: string,
  path: string,
  { paths, excludes }: Skips,
  separator: string = sep,
): boolean {
  if (paths.some((skip) => path === skip || isBelow(path, skip, separator))) return true;
  const below = path.slice(root.endsWith(separator) ? root.length : root.length + 1);
  return excludes(separator === '/' ? below : below.replaceAll(separator, '/'));
}

/** Whether a walk from `root` would never come to `path`: outside of it, or passed over. */
export function isSkippedPath(
  root: string,
  path: string,
  skips: Skips,
  separator: string = sep,
): boolean {
  if (path === root) return false;
  if (!isBelow(path, root, separator)) return true;
  const names = path.slice(root.length).split(separator);
  return names.some(isSkippedName) || isLeftOut(root, path, skips, separator);
}
