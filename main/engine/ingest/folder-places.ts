/**
 * Keeps the catalogue's idea of where a folder is: whether it can be reached, and whether what is
 * mounted below it can be.
 */
import { stat } from 'node:fs/promises';
import type { Catalog, MountPoint } from '../catalog/types.ts';
import { messages } from '../contract/messages/index.ts';
import { fileSystemOf, type Mount, mountPathsBelow, readMounts } from '../watch/mounts.ts';
import { observe } from '../watch/observe.ts';
import { isSameState } from '../watch/settler.ts';
import { isSamePlace, type PlaceState, placeState } from './place-state.ts';

export type FolderPlaces = {
  /** As it was looked at last. */
  readonly root: PlaceState;
  /** Directories below it that are away now. */
  readonly away: readonly string[];
  /**
   * Looks and tells the catalogue. `isNews`: since the last look something was unplugged, plugged in
   * or replaced.
   */
  check(): Promise<{ readonly reachable: boolean; readonly isNews: boolean }>;
  /** Looks only. */
  isNews(): Promise<boolean>;
  /** What is mounted below, once its files are known: they are to be kept while it is not. */
  rememberMounts(): Promise<void>;
};

export type FolderPlacesOptions = {
  readonly catalog: Catalog;
  readonly folder: { readonly id: number; readonly path: string };
  /** Something can be read that could not. */
  readonly onRecorded: () => void;
  /** Nothing is told from then on: the folder may lie somewhere else. */
  readonly ended: AbortSignal;
  readonly log: (line: string) => void;
};

/** Of so many files one that is there shows that they are. */
const sampleFiles = 64;
/** A share whose server is gone may never answer: then it is away, and is not asked twice at a time. */
const patienceMs = 10_000;

export function createFolderPlaces(options: FolderPlacesOptions): FolderPlaces {
  const { catalog, folder, log } = options;
  const look = createLook(catalog, folder.id);
  let root: PlaceState | undefined;
  let offline = catalog.folders().find(({ id }) => id === folder.id)?.offline ?? false;

  const lookAtRoot = (mounts: readonly Mount[]) =>
    look(folder.path, catalog.knownPlace(folder.id), mounts);

  /** Returns whether that is news. */
  const tellRoot = (now: PlaceState): boolean => {
    const isNews = root !== undefined && !isSamePlace(now, root);
    if (now.reachable && (isNews || root === undefined)) catalog.rememberPlace(folder.id, now);
    root = now;
    if (offline !== now.reachable) return isNews;
    offline = !now.reachable;
    catalog.setFolderOffline(folder.id, offline);
    log(messages.ingest.log[offline ? 'folderOffline' : 'folderBack'](folder.path));
    options.onRecorded();
    return true;
  };

  const tellMount = (mount: MountPoint, now: PlaceState, isMounted: boolean): boolean => {
    const { path } = mount;
    if (!now.reachable) {
      if (mount.offline) return false;
      catalog.setMountOffline(path, true);
      log(messages.ingest.log.folderOffline(path));
      return true;
    }
    // Its files are there, although nothing is mounted: they lie in the folder itself now.
    if (!isMounted) catalog.forgetMount(path);
    else if (!isSamePlace(now, { reachable: true, ...mount })) {
      catalog.rememberMount(folder.id, path, now);
    }
    if (!mount.offline) return false;
    catalog.setMountOffline(path, false);
    log(messages.ingest.log.folderBack(path));
    options.onRecorded();
    return true;
  };

  return {
    get root() {
      return root ?? { reachable: false };
    },
    get away() {
      const points = catalog.mountPoints(folder.id);
      return points.filter((each) => each.offline).map(({ path }) => path);
    },
    async check() {
      const mounts = await readMounts();
      const now = await lookAtRoot(mounts);
      if (options.ended.aborted) return { reachable: false, isNews: false };
      let isNews = tellRoot(now);
      if (!now.reachable) return { reachable: false, isNews };
      for (const point of catalog.mountPoints(folder.id)) {
        const state = await look(point.path, point, mounts);
        if (options.ended.aborted) break;
        isNews = tellMount(point, state, isMountedAt(point.path, mounts)) || isNews;
      }
      return { reachable: true, isNews };
    },
    async isNews() {
      const mounts = await readMounts();
      const now = await lookAtRoot(mounts);
      if (root === undefined || !isSamePlace(now, root)) return true;
      if (!now.reachable) return false;
      for (const point of catalog.mountPoints(folder.id)) {
        if ((await look(point.path, point, mounts)).reachable === point.offline) return true;
      }
      return false;
    },
    async rememberMounts() {
      const mounts = await readMounts();
      const known = new Set(catalog.mountPoints(folder.id).map(({ path }) => path));
      for (const path of mountPathsBelow(folder.path, mounts)) {
        if (known.has(path) || !knowsFiles(catalog, folder.id, path)) continue;
        const { dev, ino } = await stat(path, { bigint: true });
        const fileSystem = await fileSystemOf(path, dev, mounts);
        catalog.rememberMount(folder.id, path, { fileSystem, inode: `${ino}` });
      }
    },
  };
}

type Look = (
  path: string,
  known: Parameters<typeof placeState>[1]['known'],
  mounts: readonly Mount[],
) => Promise<PlaceState>;

function createLook(catalog: Catalog, folderId: number): Look {
  const looks = new Map<string, Promise<PlaceState>>();
  return (path, known, mounts) => {
    const evidence = {
      known,
      knowsFiles: () => knowsFiles(catalog, folderId, path),
      someAreThere: () => someAreThere(catalog.sampleFiles(folderId, path, sampleFiles)),
    };
    const answer =
      looks.get(path) ?? placeState(path, evidence, mounts).finally(() => looks.delete(path));
    looks.set(path, answer);
    return inTime(answer);
  };
}

async function inTime(answer: Promise<PlaceState>): Promise<PlaceState> {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<PlaceState>((resolve) => {
    timer = setTimeout(resolve, patienceMs, { reachable: false });
  });
  const first = await Promise.race([answer, late]);
  clearTimeout(timer);
  return first;
}

function knowsFiles(catalog: Catalog, folderId: number, path: string): boolean {
  return catalog.sampleFiles(folderId, path, 1).length > 0;
}

type Sample = ReturnType<Catalog['sampleFiles']>;

async function someAreThere(sample: Sample): Promise<boolean> {
  for (const file of sample) if (await isThere(file.path, file)) return true;
  return false;
}

/** Whether the file at this path is as it is known, by size and time. */
export async function isThere(path: string, known: Sample[number]): Promise<boolean> {
  const observation = await observe(path);
  return observation.type === 'file' && isSameState(observation.file, known);
}

const isMountedAt = (path: string, mounts: readonly Mount[]) =>
  mounts.some((mount) => mount.path === path);
