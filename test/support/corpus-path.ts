/**
 * The real photos and videos, which are not in this repository: `../shared/data` beside it, or
 * AFTERIMAGE_TEST_DATA. Tests on them are left out, and said so, where they are absent.
 */
import { existsSync, realpathSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { repository } from './repository.ts';

const given = resolve(process.env.AFTERIMAGE_TEST_DATA ?? join(repository, '..', 'shared', 'data'));

export const hasCorpus = existsSync(given);
/** The library keeps real paths: a corpus behind a link is known by where it lies. */
const folder = hasCorpus ? realpathSync(given) : given;
export const noCorpus = 'no corpus at ../shared/data';

/** Absolute path of a file or folder of the corpus. */
export function corpusPath(...parts: string[]): string {
  return join(folder, ...parts);
}
