/**
 * The real photos and videos, which are not in this repository: `../shared/data` beside it, or
 * AFTERIMAGE_TEST_DATA. Tests on them are left out, and said so, where they are absent.
 */
import { existsSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { describe } from 'vitest';
import { repository } from './repository.ts';

const folder = resolve(
  process.env.AFTERIMAGE_TEST_DATA ?? join(repository, '..', 'shared', 'data'),
);

export const hasCorpus = existsSync(folder);

/** Absolute path of a file or folder of the corpus. */
export function corpusPath(...parts: string[]): string {
  return join(folder, ...parts);
}

/** `describe`, left out with its reason where the corpus is absent. */
export function describeCorpus(title: string, tests: () => void): void {
  if (hasCorpus) describe(title, tests);
  else describe.skip(`${title} (left out: no corpus at ../shared/data)`, tests);
}
