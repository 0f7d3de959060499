/** A real library in a temporary folder, with the real child processes and a tiny model. */
import { mkdir, mkdtemp, realpath, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { onTestFinished } from 'vitest';
import { openCatalog } from '../../main/engine/catalog/index.ts';
import type { Catalog } from '../../main/engine/catalog/types.ts';
import { createIngest, type IngestOptions } from '../../main/engine/ingest/index.ts';
import type { Ingest } from '../../main/engine/ingest/types.ts';
import { startWorkers } from '../../main/engine/workers/index.ts';
import type { Workers } from '../../main/engine/workers/types.ts';
import { writeTinyModel } from '../../models/runtime/testing/tiny-model.ts';

export type TestLibrary = {
  readonly catalog: Catalog;
  readonly workers: Workers;
  readonly ingest: Ingest;
  /** The watched folder and its id. */
  readonly folder: string;
  readonly folderId: number;
  /** A folder beside the watched one. */
  readonly outside: string;
  readonly libraryPath: string;
  readonly log: readonly string[];
  /** Ends everything; `reopen` then opens the same library again. */
  close(): Promise<void>;
  reopen(): Promise<TestLibrary>;
};

export type TestLibraryOptions = Partial<IngestOptions> & {
  /** Changes what the workers do, e.g. lets them fail. */
  readonly wrapWorkers?: (workers: Workers) => Workers;
  /** Default: 2. */
  readonly decoders?: number;
  /** The same for the catalogue, as ingest sees it. */
  readonly wrapCatalog?: (catalog: Catalog) => Catalog;
};

/** Everything is ended and removed when the test is finished. */
export async function makeTestLibrary(options: TestLibraryOptions = {}): Promise<TestLibrary> {
  const root = await realpath(await mkdtemp(join(tmpdir(), 'afterimage-ingest-')));
  onTestFinished(() => rm(root, { recursive: true, force: true }));
  for (const name of ['photos', 'outside']) await mkdir(join(root, name));
  return openTestLibrary(root, options);
}

async function openTestLibrary(root: string, options: TestLibraryOptions): Promise<TestLibrary> {
  const modelPath = join(root, 'model');
  const { name, version, hash, embedding } = await writeTinyModel(modelPath);
  const libraryPath = join(root, 'library');
  const catalog = openCatalog({
    libraryPath,
    model: { name, version, codeBits: hash.bits, dimension: embedding.dimension },
  });
  const { decoders = 2 } = options;
  const started = startWorkers({ modelPath, decoders, encoderThreads: 1 });
  const workers = options.wrapWorkers?.(started) ?? started;
  const log: string[] = [];
  const ingest = createIngest({
    settleMs: 300,
    rootCheckMs: 300,
    ...options,
    catalog: options.wrapCatalog?.(catalog) ?? catalog,
    workers,
    libraryPath,
    log: (line) => log.push(line),
  });
  const folder = join(root, 'photos');
  const { id: folderId } = catalog.addFolder(folder);
  let closing: Promise<void> | undefined;
  const close = () => {
    closing ??= (async () => {
      await ingest.close();
      await workers.close();
      catalog.close();
    })();
    return closing;
  };
  onTestFinished(close);
  return {
    catalog,
    workers,
    ingest,
    folder,
    folderId,
    outside: join(root, 'outside'),
    libraryPath,
    log,
    close,
    reopen: async () => {
      await close();
      return openTestLibrary(root, options);
    },
  };
}

/** Resolves when `isSo` holds; rejects after `limitMs` with the last thing it said. */
export async function eventually(isSo: () => boolean, limitMs = 120_000): Promise<void> {
  const until = Date.now() + limitMs;
  while (!isSo()) {
    if (Date.now() > until) throw new Error(`not within ${limitMs} ms: ${isSo}`);
    await new Promise((resolve) => setTimeout(resolve, 20));
  }
}
