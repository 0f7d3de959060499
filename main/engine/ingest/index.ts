/** Keeps the catalogue true to the watched folders, and encodes what is new. See types.ts. */
import { basename } from 'node:path';
import type { Catalog, WaitingFile } from '../catalog/types.ts';
import type { Hold } from '../contract/hold.ts';
import type { Progress } from '../contract/library.ts';
import { messages } from '../contract/messages/index.ts';
import { notSearchedIn } from '../contract/not-searched.ts';
import { isBelow, topmost } from '../watch/below.ts';
import { largeVideoBytes } from '../watch/media-kinds.ts';
import { isSkippedPath, type Skips } from '../watch/skipped-names.ts';
import type { Workers } from '../workers/types.ts';
import type { PowerSource } from './control/power-source.ts';
import { createEncodeBatcher } from './encode-batcher.ts';
import { createFolderKeeper, type FolderKeeper } from './folder-keeper.ts';
import { countExcluded, followExclusions } from './follow-exclusions.ts';
import { followTimeLeft } from './follow-time-left.ts';
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
import { createSteering } from './steering.ts';
import type { Ingest } from './types.ts';
import { describe } from './verdict.ts';

export type IngestOptions = {
  readonly catalog: Catalog;
  readonly workers: Workers;
  /** Never indexed. Holds a small file of ours beside the database. */
  readonly libraryPath: string;
  readonly log: (line: string) => void;
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
  /** For tests: what the computer runs on. */
  readonly readPowerSource?: () => Promise<PowerSource>;
};

/** How often it is looked for what can wait, although nothing happened. */
const idleMs = 600_000;
/** More files than decoders are under way, so that a decoder that has answered has its next one. */
const filesAhead = 3;

export function createIngest(options: IngestOptions): Ingest {
  const { catalog, workers, log } = options;
  const keepers = new Map<number, FolderKeeper>();
  const exclusions = followExclusions(catalog, () => lookThrough());
  const skips = (): Skips => ({ paths: [options.libraryPath], excludes: exclusions.excludes });
  /** Folders that are being taken out or moved: nothing looks at them where they were. */
  const leaving = new Set<number>();
  const settlements = new Set<Settlement>();
  const speed = createSpeed();
  const gate = createGate();
  /** Shut while reading is to rest: no new file starts, and videos stop between segments. */
  const rest = createGate();
  let closed = false;

  const queue = createQueue({
    catalog,
    libraryPath: options.libraryPath,
    log,
    capacity() {
      const decoders = workers.decoders();
      // On one core decoding and encoding take turns: one file at a time.
      return { decoders, files: catalog.settings().cores === 1 ? 1 : decoders + filesAhead };
    },
    readFile: createFileReader({
      catalog,
      workers,
      async gate(signal) {
        await gate.passed(signal);
        await rest.passed(signal);
      },
      queryGate: gate.passed,
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
      timeLeft.ended(file, ending);
      sidecars.wake();
      for (const settlement of settlements) settlement.ended(file, ending);
    },
    onShare: (file, share) => timeLeft.reached(file, share),
    onChange: () => changed(),
  });
  const isScanning = () => [...keepers.values()].some((keeper) => keeper.scanning);
  const timeLeft = followTimeLeft({
    catalog,
    decoders: workers.decoders,
    isReading: () => queue.reading.length > 0,
    isScanning,
  });
  const sidecars = createSidecarReader({
    catalog,
    workers,
    gate: gate.passed,
    isHeld: () => holdNow() !== null,
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

  const said = new Set<string>();
  const sayOnce = (line: string) => {
    if (!said.has(line)) log(line);
    said.add(line);
  };

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

  const holdNow = (): Hold | null =>
    steering.hold ?? (begin === undefined ? null : { why: 'not-started' });
  const work = () => {
    const hold = holdNow();
    const isIdle = queue.reading.length === 0 || hold !== null;
    return {
      hold,
      trouble: queue.trouble,
      scanning: isScanning(),
      filesPerSecond: isIdle ? 0 : speed.perSecond(),
      timeLeftMs: hold !== null || queue.trouble !== null ? null : timeLeft.ms,
    };
  };
  const report = (): Progress => ({
    ...catalog.counts(),
    ...work(),
    notSearched: notSearchedIn(catalog.folderStates()),
    reading: queue.reading.map(({ path }) => basename(path)),
    epoch: catalog.epoch,
  });
  const reporter = createReporter(report);
  const changed = () => {
    if (closed) return;
    reporter.changed();
    for (const settlement of settlements) settlement.check();
    idle.wake();
  };
  const steering = createSteering({
    catalog,
    workers,
    queue,
    rest,
    readPowerSource: options.readPowerSource,
    onChange() {
      sidecars.wake();
      changed();
    },
  });

  const keeperOf = (path: string): FolderKeeper | undefined => {
    const folder = catalog.folders().find((each) => isBelow(path, each.path));
    return folder && !leaving.has(folder.id) ? keeperFor(folder.id) : undefined;
  };

  const keeperFor = (folderId: number): FolderKeeper => {
    const existing = keepers.get(folderId);
    if (existing !== undefined) return existing;
    const folder = catalog.folders().find(({ id }) => id === folderId);
    if (folder === undefined) throw new Error(`no folder ${folderId} in the library`);
    const keeper = createFolderKeeper({
      catalog,
      folder: { id: folder.id, path: folder.path },
      skips,
      settleMs: options.settleMs ?? 1_000,
      reconcileMs: options.reconcileMs ?? 300_000,
      fallbackMs: options.fallbackMs ?? 20_000,
      rootCheckMs: options.rootCheckMs ?? 3_000,
      live: options.live ?? true,
      onUnwatched: sayOnce,
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

  const lookThrough = () => {
    for (const keeper of keepers.values()) void keeper.reconcile();
  };

  /** Of folders that became part of one around them, or lie somewhere else now. */
  const closeStrays = async () => {
    const known = new Map(catalog.folders().map(({ id, path }) => [id, path]));
    const strays = [...keepers].filter(([id, { folder }]) => known.get(id) !== folder.path);
    for (const [id] of strays) keepers.delete(id);
    await Promise.all(strays.map(([, keeper]) => keeper.close()));
  };

  const settleParts = async (
    folderIds: readonly number[],
    directories: readonly string[] | undefined,
    signal: AbortSignal | undefined,
  ) => {
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
  };

  /** Ends what runs in a folder, and keeps the queue from it until the answer is called. */
  const leave = async (folder: { readonly id: number; readonly path: string }) => {
    const release = queue.hold();
    leaving.add(folder.id);
    const keeper = keepers.get(folder.id);
    keepers.delete(folder.id);
    await keeper?.close();
    await queue.abandon(folder.path);
    return () => {
      leaving.delete(folder.id);
      release();
    };
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
      const endReadingNow = steering.readNow();
      queue.forgetTrouble();
      wake();
      try {
        return await settleParts(folderIds, directories, signal);
      } finally {
        endReadingNow();
      }
    },
    pause: (untilMs) => steering.pause(untilMs),
    resume() {
      steering.resume();
      queue.forgetTrouble();
      wake();
      changed();
    },
    wake({ lookAgain }) {
      queue.forgetTrouble();
      wake();
      // While reading rests the queue has nothing to say, but more waits now.
      changed();
      if (lookAgain) lookThrough();
    },
    leftOutOf(path) {
      const around = catalog.folders().find((folder) => isBelow(path, folder.path));
      const isLeftOut = around !== undefined && isSkippedPath(around.path, path, skips());
      return isLeftOut ? around.path : undefined;
    },
    countExcluded: (patterns) => countExcluded(catalog, patterns),
    lookedThrough: (folderId) => keepers.get(folderId)?.lookedThrough,
    progress: report,
    activity: () => ({
      ...catalog.counts(),
      ...work(),
      folders: catalog.folderStates().map((folder) => {
        const why = keepers.get(folder.id)?.lookedThrough;
        return why === undefined ? folder : { ...folder, lookedThrough: why };
      }),
      reasons: catalog.setAsideReasons(),
      reading: [...queue.reading],
    }),
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
      exclusions.close();
      clearInterval(idleTimer);
      steering.close();
      timeLeft.close();
      const closing = new Error('the library was closed while it was being indexed');
      for (const settlement of settlements) settlement.giveUp(closing);
      ending.abort(closing);
      const closers = [queue, sidecars, idle, ...keepers.values()];
      await Promise.all(closers.map((part) => part.close()));
    },
  };
}
