/** A library of its own with the built-in model, in a temporary folder that is gone afterwards. */
import { mkdtemp, realpath, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { openCatalog } from '../../main/engine/catalog/index.ts';
import type { Catalog } from '../../main/engine/catalog/types.ts';
import { createIngest } from '../../main/engine/ingest/index.ts';
import { createSearch } from '../../main/engine/search/index.ts';
import type { SearchEngine } from '../../main/engine/search/types.ts';
import { startWorkers } from '../../main/engine/workers/index.ts';
import type { Workers } from '../../main/engine/workers/types.ts';
import { manifest, model } from './builtin-model.ts';

export type ScratchLibrary = {
  readonly catalog: Catalog;
  readonly workers: Workers;
  readonly search: SearchEngine;
  /** A real path, for files of the caller's. */
  readonly scratch: string;
  /** Resolves when all that lies in the folder was read. */
  index(folder: string): Promise<void>;
};

export async function withScratchLibrary<Result>(
  use: (library: ScratchLibrary) => Promise<Result>,
): Promise<Result> {
  const root = await realpath(await mkdtemp(join(tmpdir(), 'afterimage-scratch-')));
  const libraryPath = join(root, 'library');
  const catalog = openCatalog({ libraryPath, model });
  const workers = startWorkers();
  const ingest = createIngest({ catalog, workers, libraryPath, log: console.error });
  const search = createSearch({ catalog, workers, manifest });
  const index = async (folder: string) => {
    await ingest.settle([catalog.addFolder(folder).id]);
  };
  try {
    return await use({ catalog, workers, search, scratch: root, index });
  } finally {
    search.close();
    await ingest.close();
    await workers.close();
    catalog.close();
    await rm(root, { recursive: true, force: true });
  }
}
