/** What an indexing program encoded, told by the program's own encoder (`encoded-pictures.mjs`). */
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { repository } from './repository.ts';

export type EncodedPictures = {
  /** For the programs that are to tell. */
  readonly environment: Readonly<Record<string, string>>;
  /** Digests of the pictures that were encoded so far, in order, each as often as it was. */
  all(): Promise<string[]>;
  /** How many were encoded since, and how many of those had been before. */
  since(before: number): Promise<{ readonly encoded: number; readonly again: number }>;
};

/** `path`: a file of its own, which need not be there. */
export function watchEncoding(path: string): EncodedPictures {
  const all = async () => {
    const text = await readFile(path, 'utf8').catch(() => '');
    return text.split('\n').filter((line) => line !== '');
  };
  return {
    environment: {
      NODE_OPTIONS: `--import=${pathToFileURL(join(repository, 'test/support/encoded-pictures.mjs'))}`,
      AFTERIMAGE_ENCODED_PICTURES: path,
    },
    all,
    async since(before) {
      const digests = await all();
      const earlier = new Set(digests.slice(0, before));
      const again = digests.slice(before).filter((digest) => earlier.has(digest)).length;
      return { encoded: digests.length - before, again };
    },
  };
}
