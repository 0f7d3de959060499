/** Keeps the catalogue true to the watched folders, and encodes what is new. See types.ts. */
import { availableParallelism } from 'node:os';
import { basename } from 'node:path';
import type { Catalog, WaitingFile } from '../catalog/types.ts';
import type { Progress } from '../contract/library.ts';
import { messages } from '../contract/messages/index.ts';
import { isBelow, topmost } from '../watch/below.ts';
import { largeVideoBytes } from '../watch/media-kinds.ts';
import type { Workers } from '../workers/types.ts';
import { createEncodeBatcher } from './encode-batcher.ts';
import { createFolderKeeper, type FolderKeeper } from './folder-keeper.ts';
import { createGate } from './gate.ts';
import { createIdle } from './idle.ts';
import { createReporter } from './progress-reporter.ts';
import { createQueue, type Ending } from './queue.ts';
import { createFileReader } from './read-file.ts';
import { createReadWhole } from './read-whole.ts';
import { createRelocation } from './relocation.ts';
import { createSettlement, type Settlement } from './settlement.ts';
import { createSidecarReader } from './sidecar-reader.ts';
import { createSpeed } from './speed.ts';
import type { Ingest } from './types.ts';
import { describe } from './verdict.ts';

export type IngestOptions = {
  readonly catalog: Catalog;
  readonly workers: Workers;
  /** Never indexed. Holds a small file of ours beside the database. */
  readonly libraryPath: string;
  readonly log: (line: string) => void;
  /** Decoder children of `workers`; the same default. */
  readonly decoders?: number;
  /** A file that was written to within this time may not be finished. Default: 1 s. */
  readonly settleMs?: number;
  /** How often a watched folder is walked all the same. Default: 5 minutes. */
  readonly reconcileMs?: number;
  /** The same where live watching does not work. Default: 20 s. */
  readonly fallbackMs?: number;
  /** How often it is checked that a folder is there. Default: 3 s. */
  readonly rootCheckMs?: number;
  /** A video of at least so many bytes is known by samples at first. Default: 64 MiB. */
  readonly largeVideoBytes?: number;
  /** Whether folders are watched live and walked regularly. Default: true. */
  readonly live?: boolean;
};

/** How often it is looked for what can wait, although nothing happened. */
const idleMs = 600_000;

export function createIngest(options: IngestOptions): Ingest {
  const { catalog, workers, log } = options;
  const decoders = options.decoders ?? Math.max(1, Math.min(4, availableParallelism() - 1));
  const keepers = new Map<number, FolderKeeper>();
  const settlements = new Set<Settlement>();
  const speed = createSpeed();
  const gate = createGate();
  let letGo: (() => void) | undefined;
  let closed = false;

  const queue = createQueue({
    catalog,
    decoders,
    log,
    readFile: createFileReader({
      catalog,
      workers,
      gate: gate.passed,
      encode: createEncodeBatcher(workers, gate.passed),
      largeVideoBytes: options.largeVideoBytes ?? largeVideoBytes,
    }),
    lookAgain(path) {
      const keeper = keeperOf(path);
      if (keeper === undefined) setImmediate(() => queue.settled([path]));
      else keeper.lookAt(path);
    },
    async checkFolder(path) {
      await keeperOf(path)?.checkFolder();
    },
    onEnded(file: WaitingFile, ending: Ending) {
      if (ending !== 'elsewhere') speed.count();
      sidecars.wake();
      for (const settlement of settlements) settlement.ended(file, ending);
    },
    onChange: () => changed(),
  });
  const sidecars = createSidecarReader({
    catalog,
    workers,
    gate: gate.passed,
    isHeld: () => begin !== undefined || letGo !== undefined,
    isIdle: () => queue.reading.length === 0 && catalog.counts().states.waiting === 0,
    onChange: () => changed(),
    log,
  });
  const wake = () => {
    queue.wake();
    sidecars.wake();
  };
  // Nothing is read before `start`, `watchFolder` or `settle` says so.
  let begin: (() => void) | undefined = queue.hold();
  const begun = () => {
    begin?.();
    begin = undefined;
  };

  const isScanning = () => [...keepers.values()].some((keeper) => keeper.scanning);
  const ending = new AbortController();
  const idle = createIdle({
    isIdle: () => queue.isResting && !isScanning(),
    tasks: [
      createReadWhole({
        catalog,
        workers,
        lookAt: (path) => keeperOf(path)?.lookAt(path),
        onRecorded: () => queue.wake(),
        signal: ending.signal,
      }),
      () => catalog.purge(),
      () => catalog.giveBackSpace(),
    ],
    onError: (error) => log(messages.ingest.log.idleFailed(describe(error))),
  });
  const idleTimer = setInterval(idle.wake, idleMs).unref();

  const report = (): Progress => {
    const isIdle = queue.reading.length === 0;
    return {
      ...catalog.counts(),
      paused: letGo !== undefined,
      scanning: isScanning(),
      reading: queue.reading.map((path) => basename(path)),
      filesPerSecond: isIdle ? 0 : speed.perSecond(),
      epoch: catalog.epoch,
      trouble: queue.trouble,
    };
  };
  const reporter = createReporter(report);
  const changed = () => {
    if (closed) return;
    reporter.changed();
    for (const settlement of settlements) settlement.check();
    idle.wake();
  };

  const keeperOf = (path: string): FolderKeeper | undefined => {
    const folder = catalog.folders().find((each) => isBelow(path, each.path));
    return folder && keeperFor(folder.id);
  };

  const keeperFor = (folderId: number): FolderKeeper => {
    const existing = keepers.get(folderId);
    if (existing !== undefined) return existing;
    const folder = catalog.folders().find(({ id }) => id === folderId);
    if (folder === undefined) throw new Error(`no folder ${folderId} in the library`);
    const keeper = createFolderKeeper({
      catalog,
      folder: { id: folder.id, path: folder.path },
      skippedPaths: [options.libraryPath],
      settleMs: options.settleMs ?? 1_000,
      reconcileMs: options.reconcileMs ?? 300_000,
      fallbackMs: options.fallbackMs ?? 20_000,
      rootCheckMs: options.rootCheckMs ?? 3_000,
      live: options.live ?? true,
      onAway: () => void relocation.seek(folder.id),
      onRecorded: wake,
      onSettled: (paths) => queue.settled(paths),
      onChange: changed,
      onError: (error) => log(messages.ingest.log.scanFailed(folder.path, describe(error))),
      log,
    });
    keepers.set(folderId, keeper);
    return keeper;
  };

  /** Of folders that became part of one around them. */
  const closeStrays = async () => {
    const known = new Set(catalog.folders().map(({ id }) => id));
    const strays = [...keepers].filter(([id]) => !known.has(id));
    for (const [id] of strays) keepers.delete(id);
    await Promise.all(strays.map(([, keeper]) => keeper.close()));
  };

  const resume = () => {
    letGo?.();
    letGo = undefined;
    queue.forgetTrouble();
    wake();
  };

  /** Ends what runs in a folder, and keeps the queue from it until the answer is called. */
  const leave = async (folder: { readonly id: number; readonly path: string }) => {
    const release = queue.hold();
    const keeper = keepers.get(folder.id);
    keepers.delete(folder.id);
    await keeper?.close();
    await queue.abandon(folder.path);
    return release;
  };

  const relocation = createRelocation({
    catalog,
    leave,
    walk: async (folderId) => {
      await closeStrays();
      await keeperFor(folderId).reconcile();
    },
    isKept: (folderId) => !closed && keepers.has(folderId),
    log,
  });

  return {
    start() {
      begun();
      for (const { id } of catalog.folders()) void keeperFor(id).reconcile();
      wake();
    },
    async watchFolder(folderId) {
      begun();
      await closeStrays();
      await keeperFor(folderId).reconcile();
    },
    async unwatchFolder(folderId) {
      const folder = catalog.folders().find(({ id }) => id === folderId);
      if (folder === undefined) return;
      const release = await leave(folder);
      // Not before the caller had its chance to take the folder out of the catalogue.
      setTimeout(release, 0);
    },
    relocateFolder: relocation.relocateFolder,
    resembles: relocation.resembles,
    async settle(folderIds, { directories, signal } = {}) {
      signal?.throwIfAborted();
      begun();
      resume();
      await closeStrays();
      const parts = folderIds.map(keeperFor).flatMap((keeper) => {
        const { path } = keeper.folder;
        const asked = directories ?? [path];
        return topmost(asked)
          .filter((directory) => directory === path || isBelow(directory, path))
          .map((directory) => ({ keeper, directory }));
      });
      const settlement = createSettlement(catalog, queue, sidecars, parts);
      settlements.add(settlement);
      const giveUp = () => settlement.giveUp(signal?.reason);
      signal?.addEventListener('abort', giveUp, { once: true });
      try {
        return await settlement.run();
      } finally {
        signal?.removeEventListener('abort', giveUp);
        settlements.delete(settlement);
      }
    },
    pause() {
      letGo ??= queue.hold();
      changed();
    },
    resume() {
      resume();
      changed();
    },
    wake() {
      queue.forgetTrouble();
      wake();
      // What was set aside for what it is, not for its bytes, is nothing to read: it is looked at.
      for (const keeper of keepers.values()) void keeper.reconcile();
    },
    progress: report,
    onProgress: reporter.subscribe,
    async yieldTo(query) {
      const release = queue.hold();
      const open = gate.shut();
      try {
        return await query();
      } finally {
        open();
        release();
      }
    },
    async close() {
      if (closed) return;
      closed = true;
      reporter.close();
      clearInterval(idleTimer);
      const closing = new Error('the library was closed while it was being indexed');
      for (const settlement of settlements) settlement.giveUp(closing);
      ending.abort(closing);
      const closers = [queue, sidecars, idle, ...keepers.values()];
      await Promise.all(closers.map((part) => part.close()));
    },
  };
}
