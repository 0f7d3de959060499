/**
 * Random sequences of what watcher, queue and person do. After each step the library is clean and
 * an index kept true by changes alone equals a freshly loaded one.
 */
import { join } from 'node:path';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { noTime } from '../contract/ranking-columns.ts';
import {
  contentOf,
  folderIn,
  identityOf,
  ingestFile,
  observed,
  openIn,
  temporaryFolder,
} from './testing/made-library.ts';
import type { Catalog, MomentColumns, WaitingFile } from './types.ts';

const folderNames = ['all/one', 'all/two', 'all', 'other'] as const;
const directories = ['all/one', 'all/two', 'other'] as const;
const contents = ['dog', 'cat', 'surf video', 'damaged'] as const;

const step = fc.oneof(
  {
    weight: 6,
    arbitrary: fc.record({
      do: fc.constant('see'),
      directory: fc.constantFrom(...directories),
      name: fc.nat(2),
      bytes: fc.constantFrom(...contents),
    }),
  },
  {
    weight: 2,
    arbitrary: fc.record({
      do: fc.constant('leave'),
      directory: fc.constantFrom(...directories),
      name: fc.nat(2),
    }),
  },
  {
    weight: 3,
    arbitrary: fc.record({ do: fc.constant('claim'), limit: fc.integer({ min: 1, max: 4 }) }),
  },
  { weight: 5, arbitrary: fc.record({ do: fc.constant('finish') }) },
  { weight: 1, arbitrary: fc.record({ do: fc.constant('requeue') }) },
  { weight: 1, arbitrary: fc.record({ do: fc.constant('retry') }) },
  {
    weight: 1,
    arbitrary: fc.record({
      do: fc.constant('oddity'),
      directory: fc.constantFrom(...directories),
      name: fc.nat(2),
    }),
  },
  {
    weight: 2,
    arbitrary: fc.record({ do: fc.constant('add'), folder: fc.constantFrom(...folderNames) }),
  },
  {
    weight: 1,
    arbitrary: fc.record({ do: fc.constant('remove'), folder: fc.constantFrom(...folderNames) }),
  },
  {
    weight: 1,
    arbitrary: fc.record({
      do: fc.constant('offline'),
      folder: fc.constantFrom(...folderNames),
      offline: fc.boolean(),
    }),
  },
  { weight: 1, arbitrary: fc.record({ do: fc.constant('reopen') }) },
);

/** The world beside the catalogue: bytes on disk, files being read, an index kept by changes. */
type World = {
  readonly root: string;
  catalog: Catalog;
  readonly disk: Map<string, string>;
  reading: WaitingFile[];
  rows: Map<number, string>;
  epoch: number;
  /** Changes that no index could follow. */
  readonly faults: string[];
};

function rowsOf(columns: MomentColumns): [number, string][] {
  return [...columns.momentIds].map((momentId, row) => [
    momentId,
    JSON.stringify([
      columns.itemIds[row],
      columns.timesMs[row],
      columns.aspectRatios[row],
      columns.datesMs[row],
      Buffer.from(columns.codes.subarray(row * 8, row * 8 + 8)).toString('hex'),
      Buffer.from(columns.vectors.subarray(row * 8, row * 8 + 8)).toString('hex'),
    ]),
  ]);
}

function follow(world: World, cleanups: (() => void)[]): void {
  world.catalog = openIn(world.root, (cleanup) => cleanups.push(cleanup));
  const { epoch, columns } = world.catalog.loadIndex();
  world.epoch = epoch;
  world.rows = new Map(rowsOf(columns));
  world.catalog.onIndexChange((change) => {
    // Kept for later: the catalogue would catch what a listener throws.
    if (change.epoch !== world.epoch + 1) world.faults.push(`epoch ${change.epoch}`);
    world.epoch = change.epoch;
    for (const momentId of change.removedMomentIds) {
      if (!world.rows.delete(momentId)) world.faults.push(`removed ${momentId} twice`);
    }
    for (const [momentId, row] of rowsOf(change.added)) {
      if (world.rows.has(momentId)) world.faults.push(`added ${momentId} twice`);
      world.rows.set(momentId, row);
    }
  });
}

function folderOf(world: World, path: string) {
  return world.catalog.folders().find((folder) => path.startsWith(`${folder.path}/`));
}

function finish(world: World): void {
  const file = world.reading.shift();
  if (file === undefined) return;
  const bytes = world.disk.get(file.path);
  // Gone: the watcher has said so, or will.
  if (bytes === undefined) world.catalog.requeue(file.fileId);
  else if (bytes === 'damaged') world.catalog.setAside(file.fileId, 'damaged-picture', 'bad');
  else ingestFile(world.catalog, file, bytes, bytes === 'surf video' ? 3 : 0);
}

function take(world: World, action: Record<string, unknown>, cleanups: (() => void)[]): void {
  const { catalog } = world;
  const path = join(world.root, String(action.directory), `${action.name}.jpg`);
  const named = catalog
    .folders()
    .find(({ path: each }) => each === join(world.root, String(action.folder)));
  switch (action.do) {
    case 'see': {
      const bytes = String(action.bytes);
      world.disk.set(path, bytes);
      const folder = folderOf(world, path);
      if (folder) catalog.recordSeen(folder.id, [observed(path, bytes)]);
      return;
    }
    case 'leave': {
      world.disk.delete(path);
      const folder = folderOf(world, path);
      if (folder) catalog.recordLeft(folder.id, [path]);
      return;
    }
    case 'oddity': {
      world.disk.delete(path);
      const folder = folderOf(world, path);
      if (folder)
        catalog.recordSeen(
          folder.id,
          [],
          [{ path, kind: 'photo', code: 'not-a-regular-file', detail: 'FIFO' }],
        );
      return;
    }
    case 'claim':
      world.reading.push(...catalog.claimWaiting(Number(action.limit)));
      return;
    case 'finish':
      finish(world);
      return;
    case 'requeue': {
      const file = world.reading.shift();
      if (file) catalog.requeue(file.fileId, { countAttempt: true });
      return;
    }
    case 'retry':
      catalog.retrySetAside();
      return;
    case 'add':
      try {
        catalog.addFolder(join(world.root, String(action.folder)));
      } catch (error) {
        expect(error).toMatchObject({ code: 'folder-refused' });
      }
      return;
    case 'remove':
      if (named) catalog.removeFolder(named.id);
      return;
    case 'offline':
      if (named) catalog.setFolderOffline(named.id, action.offline === true);
      return;
    case 'reopen':
      catalog.close();
      world.reading = [];
      follow(world, cleanups);
      return;
  }
}

function expectTrue(world: World): void {
  const { catalog } = world;
  expect(world.faults).toEqual([]);
  expect(catalog.check().problems).toEqual([]);
  const counts = catalog.counts();
  const { waiting, reading, done, setAside } = counts.states;
  expect(waiting + reading + done + setAside).toBe(counts.seen);
  const known = catalog.folders().flatMap((folder) => [...catalog.knownFiles(folder.id)]);
  expect(known).toHaveLength(counts.seen);
  const { epoch, columns } = catalog.loadIndex();
  expect(epoch).toBe(world.epoch);
  expect(new Map(rowsOf(columns))).toEqual(world.rows);
  expect(counts.moments).toBe(world.rows.size);
  expect(counts.items).toBe(new Set(columns.itemIds).size);
}

/** A walk of every folder and a queue worked off: everything readable is found under its bytes. */
function expectSettled(world: World): void {
  const { catalog } = world;
  for (const folder of catalog.folders()) {
    catalog.setFolderOffline(folder.id, false);
    const here = [...world.disk].filter(([path]) => path.startsWith(`${folder.path}/`));
    const gone = [...catalog.knownFiles(folder.id)].filter(({ path }) => !world.disk.has(path));
    catalog.recordLeft(
      folder.id,
      gone.map(({ path }) => path),
    );
    catalog.recordSeen(
      folder.id,
      here.map(([path, bytes]) => observed(path, bytes)),
    );
  }
  while (world.reading.length > 0) finish(world);
  for (let more = catalog.claimWaiting(9); more.length > 0; more = catalog.claimWaiting(9)) {
    world.reading = more;
    while (world.reading.length > 0) finish(world);
  }
  expectTrue(world);
  const items = new Map<string, number>();
  for (const [path, bytes] of world.disk) {
    if (folderOf(world, path) === undefined || bytes === 'damaged') continue;
    const itemId = catalog.itemAtPath(path) ?? 0;
    const record = catalog.item(itemId);
    expect(record?.sizeBytes).toBe(identityOf(bytes).sizeBytes);
    expect(record?.moments.length).toBe(
      contentOf(bytes, bytes === 'surf video' ? 3 : 0).moments.length,
    );
    expect(items.get(bytes) ?? itemId).toBe(itemId);
    items.set(bytes, itemId);
  }
  expect(catalog.counts().items).toBe(items.size);
  expect([...catalog.loadIndex().columns.timesMs].some((timeMs) => timeMs === noTime)).toBe(
    [...items.keys()].some((bytes) => bytes !== 'surf video'),
  );
}

test('whatever happens, in whatever order, the library stays true', () => {
  fc.assert(
    fc.property(fc.array(step, { minLength: 5, maxLength: 40 }), (steps) => {
      const cleanups: (() => void)[] = [];
      try {
        const root = temporaryFolder((cleanup) => cleanups.push(cleanup));
        for (const name of folderNames) folderIn(root, name);
        const disk = new Map<string, string>();
        const opened = openIn(root, (cleanup) => cleanups.push(cleanup));
        const world: World = {
          root,
          catalog: opened,
          disk,
          reading: [],
          rows: new Map(),
          epoch: 0,
          faults: [],
        };
        opened.addFolder(join(root, 'all/one'));
        opened.close();
        follow(world, cleanups);
        for (const action of steps) {
          take(world, action, cleanups);
          expectTrue(world);
        }
        expectSettled(world);
      } finally {
        for (const cleanup of cleanups.reverse()) cleanup();
      }
    }),
    { numRuns: 30 },
  );
});
