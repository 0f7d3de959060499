import { existsSync } from 'node:fs';
import { join } from 'node:path';

/** Whether a catalogue was ever made there. Creates nothing. */
export function libraryExists(libraryPath: string): boolean {
  return existsSync(join(libraryPath, 'catalog.sqlite'));
}
