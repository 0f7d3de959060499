/** All records of a b-tree that can be read, and the pages that no tree leads to any more. */
import type { PageFile } from './page-file.ts';
import { readTreePage, type StoredRecord, type TreeKind } from './records.ts';

export type Trees = {
  /** Of the tree from this page on. `isWhole` is true once all of them came and nothing was lost. */
  records(
    root: number,
    kind: TreeKind,
  ): { [Symbol.iterator](): Iterator<StoredRecord> } & {
    readonly isWhole: boolean;
  };
  /** Leaves that no tree led to, which was read before, and that are not free. */
  strays(kind: TreeKind): Generator<readonly StoredRecord[]>;
  /** Pages that should belong to a tree and do not. */
  readonly damagedPages: number;
};

export function createTrees(file: PageFile): Trees {
  const visited = new Set<number>();
  let damagedPages = 0;

  function* walk(root: number, kind: TreeKind, lose: () => void): Generator<StoredRecord> {
    const waiting = [root];
    for (let number = waiting.pop(); number !== undefined; number = waiting.pop()) {
      const page = visited.has(number) ? undefined : readTreePage(file, number, kind);
      if (page === undefined || page.lost > 0) {
        damagedPages += 1;
        lose();
      }
      if (page === undefined) continue;
      visited.add(number);
      yield* page.records;
      for (const child of page.children.toReversed()) waiting.push(child);
    }
  }

  return {
    records(root, kind) {
      let isWhole = true;
      const lose = () => {
        isWhole = false;
      };
      return {
        [Symbol.iterator]: () => walk(root, kind, lose),
        get isWhole() {
          return isWhole;
        },
      };
    },
    *strays(kind) {
      const free = freePages(file);
      for (let number = 1; number <= file.count; number += 1) {
        if (visited.has(number) || free.has(number)) continue;
        const page = readTreePage(file, number, kind);
        if (page === undefined || page.records.length === 0) continue;
        yield page.records;
      }
    },
    get damagedPages() {
      return damagedPages;
    },
  };
}

/** What was deleted may still be read there, and is not to come back. None without a header. */
function freePages(file: PageFile): Set<number> {
  const free = new Set<number>();
  let trunk = file.hasHeader ? (file.page(1)?.readUInt32BE(32) ?? 0) : 0;
  while (trunk !== 0 && !free.has(trunk)) {
    free.add(trunk);
    const page = file.page(trunk);
    if (page === undefined) break;
    const leaves = Math.min(page.readUInt32BE(4), page.length / 4 - 2);
    for (let leaf = 0; leaf < leaves; leaf += 1) free.add(page.readUInt32BE(8 + 4 * leaf));
    trunk = page.readUInt32BE(0);
  }
  return free;
}
