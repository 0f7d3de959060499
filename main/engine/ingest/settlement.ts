/** One `index` call: waits until folders are walked and none of their files is waiting. */
import type { Catalog, WaitingFile } from '../catalog/types.ts';
import { isBelow } from '../watch/below.ts';
import type { FolderKeeper } from './folder-keeper.ts';
import type { Ending, Queue } from './queue.ts';

export type Settlement = {
  run(): Promise<{ seen: number; encoded: number; reused: number }>;
  ended(file: WaitingFile, ending: Ending): void;
  /** Something changed: perhaps this is done. */
  check(): void;
  giveUp(): void;
};

/** A file that is written to for longer than this is taken as it is, and then set aside. */
const patienceMs = 10_000;

export function createSettlement(
  catalog: Catalog,
  queue: Queue,
  keepers: readonly FolderKeeper[],
): Settlement {
  const folderIds = keepers.map(({ folder }) => folder.id);
  const encoded = new Set<number>();
  const finished = Promise.withResolvers<void>();
  let walked = false;

  const isInside = (path: string) => keepers.some(({ folder }) => isBelow(path, folder.path));

  const check = () => {
    if (!walked) return;
    try {
      if (queue.trouble !== null) finished.reject(new Error(queue.trouble));
      else if (keepers.some((keeper) => keeper.busy || keeper.scanning)) return;
      else if (queue.reading.some(isInside)) return;
      else if (catalog.pending(folderIds) === 0) finished.resolve();
    } catch (error) {
      finished.reject(error);
    }
  };

  return {
    async run() {
      const timer = setInterval(() => {
        for (const keeper of keepers) void keeper.flushSettling();
      }, patienceMs);
      try {
        await Promise.race([
          Promise.all(keepers.map((keeper) => keeper.reconcile())),
          finished.promise,
        ]);
        walked = true;
        check();
        await finished.promise;
      } finally {
        clearInterval(timer);
      }
      const seen = catalog
        .folders()
        .filter(({ id }) => folderIds.includes(id))
        .reduce((sum, { files }) => sum + files, 0);
      const aside = catalog.status().setAside.filter(({ path }) => isInside(path)).length;
      return { seen, encoded: encoded.size, reused: Math.max(0, seen - encoded.size - aside) };
    },
    ended(file, ending) {
      if (ending === 'encoded' && isInside(file.path)) encoded.add(file.fileId);
    },
    check,
    giveUp() {
      finished.promise.catch(() => undefined);
      finished.reject(new Error('the library was closed while it was being indexed'));
    },
  };
}
