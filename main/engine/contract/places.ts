/** What paths say: where they lie to each other, and what lies there. Absolute and normalised. Pure. */

/**
 * Whether `path` lies below `directory`, which may be the root of a drive (`/`, `C:\\`).
 * `separator`: the system's, `/` or `\\`.
 */
export function liesBelow(path: string, directory: string, separator: string): boolean {
  const base = directory.endsWith(separator) ? directory : directory + separator;
  return path.length > base.length && path.startsWith(base);
}

/** Whether it is an XMP sidecar by its name: `photo.jpg.xmp`, `photo.XMP`. */
export const isSidecarPath = (path: string): boolean => path.toLowerCase().endsWith(sidecarEnding);
export const sidecarEnding = '.xmp';
