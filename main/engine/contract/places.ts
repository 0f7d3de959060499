/** Where paths lie to each other. Absolute and normalised ones only. Pure. */

/**
 * Whether `path` lies below `directory`, which may be the root of a drive (`/`, `C:\\`).
 * `separator`: the system's, `/` or `\\`.
 */
export function liesBelow(path: string, directory: string, separator: string): boolean {
  const base = directory.endsWith(separator) ? directory : directory + separator;
  return path.length > base.length && path.startsWith(base);
}
