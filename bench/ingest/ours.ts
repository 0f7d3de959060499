/** Afterimage's own way: found, hashed, decoded, encoded and stored, by the engine's children. */
import { mkdirSync, mkdtempSync, realpathSync, rmSync, symlinkSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { basename, join } from 'node:path';
import { openCatalog } from '../../main/engine/catalog/index.ts';
import { createIngest } from '../../main/engine/ingest/index.ts';
import { startWorkers } from '../../main/engine/workers/index.ts';
import { model } from '../../test/support/builtin-model.ts';

/** Photos a second, from "look at this folder" to the last one stored; the children run already. */
export async function runAfterimage(files: readonly string[]): Promise<number> {
  const root = realpathSync(mkdtempSync(join(tmpdir(), 'afterimage-ingest-')));
  const [warm, folder] = [join(root, 'warm'), join(root, 'photos')];
  for (const each of [warm, folder]) mkdirSync(each);
  for (const file of files) symlinkSync(file, join(folder, basename(file)));
  for (const file of files.slice(-8)) symlinkSync(file, join(warm, `warm-${basename(file)}`));
  const libraryPath = join(root, 'library');
  const catalog = openCatalog({ libraryPath, model });
  const workers = startWorkers();
  const ingest = createIngest({ catalog, workers, libraryPath, log: console.error });
  try {
    await ingest.settle([catalog.addFolder(warm).id]);
    const startedMs = performance.now();
    await ingest.settle([catalog.addFolder(folder).id]);
    const tookMs = performance.now() - startedMs;
    const { states } = catalog.counts();
    if (states.done !== files.length + 8)
      throw new Error(`${states.done} of ${files.length} stored`);
    return (1_000 * (files.length - 8)) / tookMs;
  } finally {
    await ingest.close();
    await workers.close();
    catalog.close();
    rmSync(root, { recursive: true });
  }
}
