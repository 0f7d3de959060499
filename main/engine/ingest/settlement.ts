/** One `index` call: waits until folders are walked and none of their files and sidecars is waiting. */
import type { Catalog, WaitingFile } from '../catalog/types.ts';
import { isBelow } from '../watch/below.ts';
import type { FolderKeeper } from './folder-keeper.ts';
import type { Ending, Queue } from './queue.ts';
import type { SidecarReader } from './sidecar-reader.ts';

export type Settlement = {
  /** Rejects with what it was given up for, or with the trouble that stops the queue. */
  run(): Promise<{ seen: number; encoded: number; reused: number }>;
  ended(file: WaitingFile, ending: Ending): void;
  /** Something changed: perhaps this is done. */
  check(): void;
  giveUp(reason: unknown): void;
};

/** A whole folder, or a directory below it. */
export type SettlementPart = { readonly keeper: FolderKeeper; readonly directory: string };

/** A file that is written to for longer than this is taken as it is, and then set aside. */
const patienceMs = 10_000;
const lookMs = 1_000;

export function createSettlement(
  catalog: Catalog,
  queue: Queue,
  sidecars: Pick<SidecarReader, 'trouble'>,
  parts: readonly SettlementPart[],
): Settlement {
  const encoded = new Set<number>();
  /** What the walk found unsettled, and what changed while being read; not what comes later. */
  const awaited = new Set<string>();
  const finished = Promise.withResolvers<void>();
  let walked = false;

  const isInside = (path: string) => parts.some(({ directory }) => isBelow(path, directory));

  const isUnsettled = ({ keeper }: SettlementPart) =>
    keeper.unsettled().some((path) => awaited.has(path));

  const check = () => {
    if (!walked) return;
    try {
      const trouble = queue.trouble ?? sidecars.trouble;
      if (trouble !== null) finished.reject(new Error(trouble));
      else if (parts.some(isUnsettled)) return;
      else if (queue.reading.some(({ path }) => isInside(path))) return;
      else if (parts.every((part) => pending(catalog, part) === 0)) finished.resolve();
    } catch (error) {
      finished.reject(error);
    }
  };

  return {
    async run() {
      const timer = setInterval(() => {
        for (const { keeper } of parts) void keeper.flushSettling(awaited, patienceMs);
      }, lookMs);
      try {
        await Promise.race([
          Promise.all(parts.map(({ keeper, directory }) => keeper.reconcile(directory))),
          finished.promise,
        ]);
        for (const { keeper } of parts) {
          for (const path of keeper.unsettled()) if (isInside(path)) awaited.add(path);
        }
        walked = true;
        check();
        await finished.promise;
      } finally {
        clearInterval(timer);
      }
      const seen = parts.reduce((sum, part) => sum + countFiles(catalog, part), 0);
      const aside = catalog.status().setAside.filter(({ path }) => isInside(path)).length;
      return { seen, encoded: encoded.size, reused: Math.max(0, seen - encoded.size - aside) };
    },
    ended({ fileId, path }, ending) {
      if (!isInside(path)) return;
      if (ending === 'encoded') encoded.add(fileId);
      if (ending === 'elsewhere') awaited.add(path);
    },
    check,
    giveUp(reason) {
      finished.promise.catch(() => undefined);
      finished.reject(reason);
    },
  };
}

/** The catalogue keeps a folder's sums; those of a part it has to look for. */
function pending(catalog: Catalog, { keeper, directory }: SettlementPart): number {
  const { id, path } = keeper.folder;
  const part = directory === path ? undefined : directory;
  return catalog.pending([id], part) + catalog.pendingSidecars([id], part);
}

function countFiles(catalog: Catalog, { keeper, directory }: SettlementPart): number {
  const { id, path } = keeper.folder;
  if (directory === path) return catalog.folders().find((folder) => folder.id === id)?.files ?? 0;
  let count = 0;
  for (const _ of catalog.knownFiles(id, directory)) count += 1;
  return count;
}
