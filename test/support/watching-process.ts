/**
 * One watcher in a process of its own, for `measure -- watching`: `watching-process.ts KIND FOLDER
 * LIBRARY`. Prints one line of JSON: what it took to watch the folder, and for Afterimage what a walk
 * with nothing changed takes. Nothing is imported before its time is taken but Node's own.
 */
import { readdirSync, readFileSync, readlinkSync } from 'node:fs';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { repository } from './repository.ts';

export type Taken = { readonly ms: number; readonly cpuMs: number };
export type WatchingReport = {
  readonly ready: Taken;
  readonly residentMB: number;
  /** More than before the folder was watched. */
  readonly grownMB: number;
  readonly handles: number;
  /** Undefined where the system does not tell. */
  readonly watches: number | undefined;
  readonly rescan?: Taken;
};

const [kind = '', folder = '', libraryPath = ''] = process.argv.slice(2);
const fromBench = createRequire(join(repository, 'bench', 'package.json'));

async function take(work: () => Promise<unknown>): Promise<Taken> {
  const beganMs = performance.now();
  const before = process.cpuUsage();
  await work();
  const { user, system } = process.cpuUsage(before);
  return {
    ms: Math.round(performance.now() - beganMs),
    cpuMs: Math.round((user + system) / 1_000),
  };
}

const residentMB = () => Math.round(process.memoryUsage.rss() / 1e6);

/** Linux alone tells: inotify's file descriptors list their watches. */
function handles(): Pick<WatchingReport, 'handles' | 'watches'> {
  try {
    const own = '/proc/self/fd';
    const descriptors = readdirSync(own);
    let watches = 0;
    for (const descriptor of descriptors) {
      try {
        if (!readlinkSync(join(own, descriptor)).includes('inotify')) continue;
      } catch {
        continue;
      }
      const info = readFileSync(`/proc/self/fdinfo/${descriptor}`, 'utf8');
      watches += info.match(/^inotify /gm)?.length ?? 0;
    }
    return { handles: descriptors.length, watches };
  } catch {
    return { handles: process.getActiveResourcesInfo().length, watches: undefined };
  }
}

type Begun = { readonly watch: () => Promise<unknown>; readonly rescan?: () => Promise<unknown> };

async function begin(): Promise<Begun> {
  if (kind.startsWith('chokidar')) {
    const { watch } = (await import(pathToFileURL(fromBench.resolve(kind)).href)) as {
      watch: (path: string) => NodeJS.EventEmitter;
    };
    return {
      watch: () => new Promise((resolve) => watch(folder).on('ready', () => resolve(null))),
    };
  }
  if (kind === '@parcel/watcher') {
    const watcher = await import('@parcel/watcher');
    return { watch: () => watcher.subscribe(folder, () => {}) };
  }
  const { openCatalog } = await import('../../main/engine/catalog/index.ts');
  const { createIngest } = await import('../../main/engine/ingest/index.ts');
  const { startWorkers } = await import('../../main/engine/workers/index.ts');
  const { model } = await import('./builtin-model.ts');
  const catalog = openCatalog({ libraryPath, model });
  const workers = startWorkers();
  const ingest = createIngest({ catalog, workers, libraryPath, log: console.error });
  ingest.pause(null);
  const { id } = catalog.addFolder(folder);
  return { watch: () => ingest.watchFolder(id), rescan: () => ingest.watchFolder(id) };
}

const { watch, rescan } = await begin();
const beforeMB = residentMB();
const ready = await take(watch);
const report: WatchingReport = {
  ready,
  residentMB: residentMB(),
  grownMB: residentMB() - beforeMB,
  ...handles(),
  ...(rescan && { rescan: await take(rescan) }),
};
process.stdout.write(`${JSON.stringify(report)}\n`, () => process.exit(0));
