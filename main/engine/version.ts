import { readFile } from 'node:fs/promises';
import { join } from 'node:path';

/** The program's version, as package.json says. */
export async function readVersion(): Promise<string> {
  const path = join(import.meta.dirname, '..', '..', 'package.json');
  const { version } = JSON.parse(await readFile(path, 'utf8'));
  return String(version);
}
