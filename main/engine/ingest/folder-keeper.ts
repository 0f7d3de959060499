/**
 * Keeps the catalogue true to one watched folder. Walking it is what counts, at the start, when a
 * drive comes back and every few minutes; live hints only make changes known sooner.
 */
import { readdir } from 'node:fs/promises';
import { sep } from 'node:path';
import type { Catalog, ObservedFile, ObservedOddity } from '../catalog/types.ts';
import { messages } from '../contract/messages/index.ts';
import { isSidecarPath } from '../contract/places.ts';
import { isBelow, topmost } from '../watch/below.ts';
import { type LiveHints, watchLive } from '../watch/live-hints.ts';
import { observe } from '../watch/observe.ts';
import { createSettler } from '../watch/settler.ts';
import { isSkippedPath, type Skips } from '../watch/skipped-names.ts';
import { createFolderPlaces } from './folder-places.ts';
import { isSamePlace } from './place-state.ts';
import { reconcile } from './reconcile.ts';
import { type Observed, type SortedOut, sortOut } from './sort-out.ts';
import { createTurns } from './turns.ts';
import { type UnwatchedParts, unwatchedParts } from './unwatched-parts.ts';
import { describe } from './verdict.ts';

export type FolderKeeper = {
  readonly folder: { readonly id: number; readonly path: string };
  /** A walk is under way or due. */
  readonly scanning: boolean;
  /** Why some of it is looked through from time to time and not watched, where that is so. */
  readonly lookedThrough: string | undefined;
  /**
   * Walk the whole folder, or a directory below it; resolves when a walk that began after this
   * call has ended. A directory that a walk of the folder skips is skipped here as well.
   */
  reconcile(directory?: string): Promise<void>;
  /** Look whether the folder is there, and record that. */
  checkFolder(): Promise<void>;
  /** Look at one path as soon as it stands still, and record what is there. */
  lookAt(path: string): void;
  /** Files that may still be written to, or stand still and are about to be recorded. */
  unsettled(): readonly string[];
  /** Take those of these files that have been waited for this long as they are. */
  flushSettling(paths: ReadonlySet<string>, waitedMs: number): Promise<void>;
  close(): Promise<void>;
};

export type FolderKeeperOptions = {
  readonly catalog: Catalog;
  readonly folder: { readonly id: number; readonly path: string };
  /** Asked anew for each walk and for what is noticed. */
  readonly skips: () => Skips;
  readonly settleMs: number;
  /** How often the folder is walked although it is watched. */
  readonly reconcileMs: number;
  /** How often it is walked where the system does not let it be watched. */
  readonly fallbackMs: number;
  /** How often it is checked that the folder is (still) there. */
  readonly rootCheckMs: number;
  readonly live: boolean;
  /** Some of it is looked through from time to time and not watched: a sentence that says why. */
  readonly onUnwatched: (why: string) => void;
  /** The folder is not where it was, as was found now or a while ago. */
  readonly onAway: () => void;
  /** The catalogue changed: there may be something to read. */
  readonly onRecorded: () => void;
  /** These paths were looked at and recorded as they are now. */
  readonly onSettled: (paths: readonly string[]) => void;
  /** `scanning` or `unsettled` changed. */
  readonly onChange: () => void;
  /** The catalogue refused. */
  readonly onError: (error: unknown) => void;
  readonly log: (line: string) => void;
};

/** With more hints than this at a time some may have been lost: the whole folder is walked. */
const manyHints = 1_000;
/** So many that the system's queue may have dropped some: walk once more when it is quiet. */
const suspiciousHints = 200;
const quietMs = 3_000;
/** A new directory is walked after a moment: what is made in it at once may go unnoticed. */
const newDirectoryMs = 300;
/** Regular walks take at most one part in so many of the time. */
const shareOfWalks = 20;

export function createFolderKeeper(options: FolderKeeperOptions): FolderKeeper {
  const { catalog, folder, skips, log } = options;
  const isSkipped = (path: string) => isSkippedPath(folder.path, path, skips());
  const turns = createTurns(options.onError, options.onChange);
  const places = createFolderPlaces({ ...options, ended: turns.ended });
  let hints: LiveHints | undefined;
  /** The folder, or something that is mounted below it, is another one since it is watched. */
  let isElsewhere = false;
  /** The system keeps an earlier watch, so that a later one may miss changes. */
  let wasKept = false;
  let dueWalk: Promise<void> | undefined;
  let scans = 0;
  let walkedMs = 0;
  let walkTookMs = 0;
  let unwatched: UnwatchedParts = { directories: [] };
  let partsWalkedMs = 0;
  let partsTookMs = 0;
  let newDirectories = new Set<string>();
  let quietTimer: NodeJS.Timeout | undefined;

  const checkPlaces = async () => {
    const { reachable, isNews } = await places.check();
    isElsewhere ||= isNews;
    return reachable;
  };

  /** Learns whether the folder is there, tells the catalogue, and watches it anew if need be. */
  const checkRoot = async ({ isWalk } = { isWalk: false }): Promise<boolean> => {
    const reachable = await checkPlaces();
    if (turns.ended.aborted) return false;
    if (!reachable) {
      await stopWatching();
      options.onAway();
      return false;
    }
    if (isElsewhere && !isWalk) void walkAll();
    if (isElsewhere || hints === undefined) await startWatching();
    isElsewhere = false;
    return true;
  };

  const stopWatching = async () => {
    const previous = hints;
    hints = undefined;
    if ((await previous?.close()) === false) wasKept = true;
  };

  const startWatching = async () => {
    if (!options.live) return;
    await stopWatching();
    try {
      const started = await watchLive(folder.path, {
        ignoredPaths: skips().paths,
        onPaths: (paths) => void turns.take(() => takeHints(paths)),
        onLost: (error) => {
          log(messages.ingest.log.watchingFailed(folder.path, describe(error)));
          void turns.take(stopWatching).then(walkAll);
        },
      });
      if (turns.ended.aborted) await started.close();
      else hints = started;
    } catch (error) {
      const why = messages.ingest.log.watchingFailed(folder.path, describe(error));
      unwatched = { directories: [folder.path], why };
      options.onUnwatched(why);
    }
  };

  const logged = new Set<string>();
  const logOnce = (line: string) => {
    if (!logged.has(line)) log(line);
    logged.add(line);
  };

  const walkPart = async (directory: string) => {
    scans += 1;
    options.onChange();
    const round = hints?.round(directory);
    try {
      await reconcile({
        ...options,
        skips: skips(),
        directory,
        ...(round && { enter: round.enter }),
        log: logOnce,
        onUnsettled: (path) => settler.add(path),
        placesAway: async () => {
          const before = places.root;
          const isSame = (await checkRoot()) && isSamePlace(before, places.root);
          return isSame ? places.away : undefined;
        },
        signal: turns.ended,
      });
      if (turns.ended.aborted || !places.root.reachable) return;
      round?.end();
      unwatched = await unwatchedParts(folder.path, hints);
      if (unwatched.why !== undefined) options.onUnwatched(unwatched.why);
      await places.rememberMounts();
    } finally {
      scans -= 1;
      options.onChange();
    }
  };

  const walkAll = (): Promise<void> => {
    dueWalk ??= turns.take(async () => {
      dueWalk = undefined;
      const beganMs = performance.now();
      if (await checkRoot({ isWalk: true })) await walkPart(folder.path);
      walkedMs = performance.now();
      walkTookMs = walkedMs - beganMs;
    });
    options.onChange();
    return dueWalk;
  };

  const walkBelow = (directory: string): Promise<void> =>
    turns.take(async () => {
      if (isSkipped(directory)) return;
      if (await checkRoot()) await walkPart(directory);
    });

  const takeHints = async (paths: readonly string[]) => {
    if (paths.length > suspiciousHints) walkWhenQuiet();
    if (paths.length > manyHints || paths.includes(folder.path)) {
      void walkAll();
      return;
    }
    // A name that is not UTF-8 reaches us garbled: its directory is looked through instead.
    const clear = paths.map((path) =>
      path.includes('\ufffd') ? path.slice(0, path.lastIndexOf(sep)) : path,
    );
    const wanted = [...new Set(clear)].filter((path) => !isSkipped(path));
    const seen = await Promise.all(
      wanted.map(async (path) => ({ path, observation: await observe(path) })),
    );
    const { files, sidecars, ...others } = sortOut(seen);
    for (const { path } of [...files, ...sidecars]) settler.add(path);
    await record({ files: [], sidecars: [], ...others });
  };

  const record = async ({ files, sidecars, oddities, directories, gone }: SortedOut) => {
    for (const directory of directories) addDirectory(directory);
    recordSeen(files, oddities);
    if (sidecars.length > 0 && catalog.recordSidecars(folder.id, sidecars) > 0) {
      options.onRecorded();
    }
    await recordGone(gone);
  };

  const recordSeen = (files: readonly ObservedFile[], oddities: readonly ObservedOddity[]) => {
    if (files.length + oddities.length === 0) return;
    const { added, changed } = catalog.recordSeen(folder.id, files, oddities);
    if (added + changed > 0) options.onRecorded();
  };

  /** These paths were files, or directories with files below, or nothing that we knew. */
  const recordGone = async (paths: readonly string[]) => {
    if (paths.length === 0 || !(await checkRoot())) return;
    const left = new Set(paths);
    const sidecars = new Set(paths.filter(isSidecarPath));
    for (const path of paths) {
      for (const known of catalog.knownFiles(folder.id, path)) left.add(known.path);
      for (const known of catalog.knownSidecars(folder.id, path)) sidecars.add(known.path);
    }
    const { away } = places;
    const isGone = (path: string) => !away.some((place) => isBelow(path, place));
    const files = catalog.recordLeft(folder.id, [...left].filter(isGone));
    const others = catalog.recordSidecarsLeft([...sidecars].filter(isGone));
    if (files + others > 0) options.onRecorded();
  };

  const addDirectory = (path: string) => {
    if (newDirectories.size === 0)
      turns.later(newDirectoryMs, () => void turns.take(walkNewDirectories));
    newDirectories.add(path);
  };

  const walkNewDirectories = async () => {
    const directories = topmost([...newDirectories]);
    newDirectories = new Set();
    // Some watches reach a directory that is made, but not the directories that came inside it.
    const renew = hints?.renew;
    const nested = renew === undefined ? [] : await Promise.all(directories.map(hasDirectories));
    if (nested.includes(true)) {
      await renew?.().catch(startWatching);
      void walkAll();
      return;
    }
    for (const directory of directories) await walkPart(directory);
  };

  const recording = new Set<string>();
  const settler = createSettler({
    settleMs: options.settleMs,
    onSettled(settled) {
      for (const { path } of settled) recording.add(path);
      void turns.take(() => recordSettled(settled));
    },
  });

  const recordSettled = async (settled: readonly Observed[]) => {
    try {
      // What is wanted may be another thing since they were noticed.
      await record(sortOut(settled.filter(({ path }) => !isSkipped(path))));
    } finally {
      for (const { path } of settled) recording.delete(path);
      options.onSettled(settled.map(({ path }) => path));
    }
  };

  const walkWhenQuiet = () => {
    clearTimeout(quietTimer);
    quietTimer = turns.later(quietMs, () => void walkAll());
  };

  /** Often where live hints are not to be relied on, seldom where they are. */
  const walkRegularly = () => {
    turns.later(options.fallbackMs, () => {
      const isWatched =
        hints?.isComplete && !wasKept && !unwatched.directories.includes(folder.path);
      const dueMs = isWatched ? options.reconcileMs : options.fallbackMs;
      const isDue = performance.now() - walkedMs >= Math.max(dueMs, shareOfWalks * walkTookMs);
      void (isDue ? walkAll() : walkUnwatched()).then(walkRegularly);
    });
  };

  const walkUnwatched = async () => {
    const { directories } = unwatched;
    if (directories.length === 0 || performance.now() - partsWalkedMs < shareOfWalks * partsTookMs)
      return;
    const beganMs = performance.now();
    for (const directory of directories) await walkBelow(directory);
    partsWalkedMs = performance.now();
    partsTookMs = partsWalkedMs - beganMs;
  };

  /** Not in turn: a walk may hang on a share whose server is gone. */
  const checkNow = async () => {
    if (!(await places.isNews())) return;
    await checkPlaces();
    void walkAll();
  };

  const failed = (error: unknown) => {
    if (!turns.ended.aborted) options.onError(error);
  };

  const checkRegularly = () => {
    turns.later(options.rootCheckMs, () => void checkNow().catch(failed).finally(checkRegularly));
  };

  if (options.live) {
    walkRegularly();
    checkRegularly();
  }

  return {
    folder,
    get scanning() {
      return scans > 0 || dueWalk !== undefined;
    },
    get lookedThrough() {
      return unwatched.why;
    },
    reconcile: (directory = folder.path) =>
      directory === folder.path ? walkAll() : walkBelow(directory),
    checkFolder: () => turns.take(async () => void (await checkRoot())),
    lookAt: (path) => settler.add(path),
    unsettled: () => [...settler.paths(), ...recording],
    flushSettling: settler.flush,
    async close() {
      const ended = turns.end();
      settler.close();
      recording.clear();
      await stopWatching();
      await ended;
    },
  };
}

async function hasDirectories(directory: string): Promise<boolean> {
  try {
    const entries = await readdir(directory, { withFileTypes: true });
    return entries.some((entry) => entry.isDirectory());
  } catch {
    return false;
  }
}
