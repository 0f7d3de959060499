/** Names that are never a person's own photos: hidden, made by systems, or a program's packages. */
import { isBelow } from './below.ts';

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

/**
 * Whether a walk from `root` would never come to `path`: outside of it, below a skipped name, or
 * inside one of `skippedPaths` (absolute; the library's own folder).
 */
export function isSkippedPath(
  root: string,
  path: string,
  separator: string,
  skippedPaths: readonly string[] = [],
): boolean {
  if (path === root) return false;
  if (!isBelow(path, root, separator)) return true;
  if (skippedPaths.some((skip) => path === skip || isBelow(path, skip, separator))) return true;
  return path.slice(root.length).split(separator).some(isSkippedName);
}
