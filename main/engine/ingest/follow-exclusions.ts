/** What the person does not want to be looked at, as it is set now. */
import { setImmediate as breathe } from 'node:timers/promises';
import type { Catalog } from '../catalog/types.ts';
import { createExclusions, type Excludes } from '../watch/exclusions.ts';
import { isSkippedPath } from '../watch/skipped-names.ts';

export type Exclusions = { readonly excludes: Excludes; close(): void };

/** `onChange`: what is in the folders has to be told anew. */
export function followExclusions(
  catalog: Pick<Catalog, 'settings' | 'onSettingsChange'>,
  onChange: () => void,
): Exclusions {
  let patterns = catalog.settings().exclude;
  let excludes = createExclusions(patterns);
  const close = catalog.onSettingsChange(({ exclude }) => {
    if (exclude.join('\n') === patterns.join('\n')) return;
    patterns = exclude;
    excludes = createExclusions(patterns);
    onChange();
  });
  return {
    get excludes() {
      return excludes;
    },
    close,
  };
}

const turnMs = 20;

/** How many files of the library would be left out. Others have their turn meanwhile. */
export async function countExcluded(
  catalog: Pick<Catalog, 'folders' | 'knownFiles'>,
  patterns: readonly string[],
): Promise<number> {
  const skips = { paths: [], excludes: createExclusions(patterns) };
  let count = 0;
  let beganMs = performance.now();
  for (const { id, path: folder } of catalog.folders()) {
    for (const { path } of catalog.knownFiles(id)) {
      if (isSkippedPath(folder, path, skips)) count += 1;
      if (performance.now() - beganMs < turnMs) continue;
      await breathe();
      beganMs = performance.now();
    }
  }
  return count;
}
