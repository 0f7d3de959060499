/** Where paths lie to each other. Absolute and normalised ones only. */
import { sep } from 'node:path';
import { liesBelow } from '../contract/places.ts';

/** Whether `path` lies below `directory`, which may be the root of a drive (`/`, `C:\\`). */
export function isBelow(path: string, directory: string, separator: string = sep): boolean {
  return liesBelow(path, directory, separator);
}

/** Without the directories that lie below another one. */
export function topmost(directories: readonly string[]): string[] {
  return directories.filter((directory) => !directories.some((other) => isBelow(directory, other)));
}
