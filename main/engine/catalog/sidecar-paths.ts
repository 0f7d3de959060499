/** Which sidecar is of which file, by their names. Pure. */
import { basename, dirname, extname, join, sep } from 'node:path';
import { sidecarEnding } from '../contract/places.ts';

/** `photo.jpg.xmp` → `photo.jpg`, `photo.xmp` → `photo`. */
export const baseOf = (sidecarPath: string): string => sidecarPath.slice(0, -sidecarEnding.length);

/** `photo.jpg` → `photo.jpg`, `photo`: bases of sidecars of this file, the one that is only its own first. */
export function basesOf(filePath: string): readonly [whole: string, stem: string] {
  return [filePath, join(dirname(filePath), basename(filePath, extname(filePath)))];
}

/** Where a new one is written. */
export const ownSidecarPath = (filePath: string): string => `${filePath}${sidecarEnding}`;

/** Of all files whose path is the base, a dot and an ending, the range of paths that they lie in. */
export const stemRange = (base: string) => ({ from: `${base}.`, to: `${base}/` });

/**
 * Whether a sidecar that bears a name without an ending is of this file. `extension`: of which file it
 * says that it is, where it does (Lightroom).
 */
export function isOfStem(base: string, filePath: string, extension: string | null): boolean {
  const rest = filePath.slice(base.length + 1);
  const isStem = filePath.startsWith(`${base}.`) && !rest.includes('.') && !rest.includes(sep);
  return isStem && (extension === null || extension === rest.toLowerCase());
}
