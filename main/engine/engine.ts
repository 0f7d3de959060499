/** One engine: owns a library, puts the rooms together, answers at its doors, ends in order. */
import { realpathSync } from 'node:fs';
import { rm } from 'node:fs/promises';
import { join } from 'node:path';
import type { ModelManifest } from '../../models/manifest.ts';
import {
  acquireLibraryLock,
  checkInThread,
  openCatalog,
  removeEngineAddress,
  writeEngineAddress,
} from './catalog/index.ts';
import {
  createApplication,
  createBrowserDoors,
  createHandlers,
  createPage,
  createPages,
  createParts,
  createRenditions,
  createUploads,
  type Log,
  openSocketDoor,
  readAbout,
  type Services,
  socketPathFor,
} from './http/index.ts';
import { createIngest } from './ingest/index.ts';
import { mendAfterCheck } from './mend-after-check.ts';
import { createSearch } from './search/index.ts';
import { createSidecars } from './sidecars/index.ts';
import { readVersion } from './version.ts';
import {
  builtinModelPath,
  readModelManifest,
  startWorkers,
  type WorkersOptions,
} from './workers/index.ts';

const root = join(import.meta.dirname, '..', '..');
const renditionsLimitBytes = 1024 ** 3;

export type EngineOptions = {
  /** Made when missing. */
  readonly libraryPath: string;
  readonly log: Log;
  /** Walk and watch every folder at once (default), or only what a request asks for. */
  readonly watch?: boolean;
  readonly workers?: WorkersOptions;
  /** The built page. */
  readonly pageFolder?: string;
  /** Tests: check every answer against the contract. */
  readonly validateAnswers?: boolean;
};

export type Engine = {
  readonly libraryPath: string;
  readonly socketPath: string;
  /** Children that run now, for tests. */
  processIds(): readonly number[];
  /** Ends everything in order; resolves when no child is left. May be called again. */
  close(): Promise<void>;
  /** Resolves when the engine has ended, by `close` or by a request. */
  readonly closed: Promise<void>;
};

/** Rejects with LibraryInUseError when another engine owns the library, and with LibraryError. */
export async function startEngine(options: EngineOptions): Promise<Engine> {
  const { log } = options;
  const closers: (() => unknown)[] = [];
  const closed = Promise.withResolvers<void>();
  let closing: Promise<void> | undefined;
  const close = () => {
    closing ??= closeAll(closers, log).then(closed.resolve);
    return closing;
  };
  const ending = { begin: close, hasBegun: () => closing !== undefined };
  try {
    const parts = await assemble(options, closers, ending);
    return { ...parts, close, closed: closed.promise };
  } catch (error) {
    await close();
    throw error;
  }
}

async function assemble(
  options: EngineOptions,
  closers: (() => unknown)[],
  ending: { readonly begin: () => void; readonly hasBegun: () => boolean },
): Promise<Pick<Engine, 'libraryPath' | 'socketPath' | 'processIds'>> {
  const { log } = options;
  closers.push(acquireLibraryLock(options.libraryPath));
  const libraryPath = realpathSync.native(options.libraryPath);
  const modelPath = options.workers?.modelPath ?? builtinModelPath;
  const [manifest, version] = await Promise.all([readModelManifest(modelPath), readVersion()]);
  const model = modelOf(manifest);
  const catalog = openCatalog({ libraryPath, model, log });
  closers.push(() => catalog.close());
  const workers = startWorkers({ ...options.workers, modelPath, manifest });
  closers.push(() => workers.close());
  const search = createSearch({ catalog, workers, manifest, modelPath });
  closers.push(() => search.close());
  const ingest = createIngest({ catalog, workers, libraryPath, log });
  let watching = false;

  const services: Services = {
    libraryPath,
    catalog,
    ingest,
    search,
    sidecars: createSidecars({ catalog, workers }),
    workers,
    manifest,
    renditions: createRenditions(join(libraryPath, 'renditions'), renditionsLimitBytes),
    uploads: createUploads(),
    pages: createPages(),
    parts: createParts(catalog, workers),
    log,
    about: () => readAbout({ version, libraryPath, manifest, modelPath, workers }),
    async check(signal) {
      const report = await checkInThread({ libraryPath, model }, signal);
      const told = mendAfterCheck(catalog, report, log);
      // Of what was put back to waiting.
      ingest.wake({ lookAgain: false });
      return told;
    },
    startWatching() {
      if (!watching) ingest.start();
      watching = true;
    },
    openBrowserDoor: (port) => doors.open(port),
    stop: () => void setImmediate(ending.begin),
  };
  const application = {
    handlers: createHandlers(services),
    version,
    log,
    isStopping: ending.hasBegun,
    validateAnswers: options.validateAnswers ?? false,
    page: createPage(options.pageFolder ?? join(root, 'dist', 'renderer')),
  };
  const doors = createBrowserDoors(libraryPath, application);
  const socketPath = await socketPathFor(libraryPath);
  // Whoever left a socket there is gone: this process holds the library's lock.
  if (process.platform !== 'win32') await rm(socketPath, { force: true });
  const socketDoor = await openSocketDoor(
    createApplication({ ...application, door: 'trusted' }),
    socketPath,
  );
  // Together: answers under way may wait for ingest, and ingest for a child's last answer.
  closers.push(() => Promise.all([ingest.close(), doors.close(), socketDoor.close()]));
  writeEngineAddress(libraryPath, { socket: socketPath, pid: process.pid });
  closers.push(() => removeEngineAddress(libraryPath));
  if (options.watch ?? true) services.startWatching();
  return { libraryPath, socketPath, processIds: () => workers.processIds() };
}

/** Last opened, first closed; one that fails does not keep the others open. */
async function closeAll(closers: (() => unknown)[], log: Log): Promise<void> {
  for (let closer = closers.pop(); closer !== undefined; closer = closers.pop()) {
    try {
      await closer();
    } catch (error) {
      log(`closing: ${error instanceof Error ? (error.stack ?? error.message) : String(error)}`);
    }
  }
}

function modelOf(manifest: ModelManifest) {
  const { name, version, embedding, hash } = manifest;
  return { name, version, codeBits: hash.bits, dimension: embedding.dimension };
}
