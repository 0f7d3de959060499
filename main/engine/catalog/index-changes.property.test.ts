/**
 * Random sequences of what watcher, queue and person do. After each step the library is clean and
 * an index kept true by changes alone equals a freshly loaded one.
 */
import { join } from 'node:path';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { saysNothing } from '../contract/file-says.ts';
import { noTime } from '../contract/ranking-columns.ts';
import { dayMs } from '../contract/settings.ts';
import {
  contentOf,
  folderIn,
  identityOf,
  ingestFile,
  longIdentityOf,
  observed,
  openIn,
  temporaryFolder,
  testModel,
} from './testing/made-library.ts';
import type { Catalog, MomentColumns, WaitingFile } from './types.ts';

const folderNames = ['all/one', 'all/two', 'all', 'other'] as const;
const directories = ['all/one', 'all/two', 'other'] as const;
/** Of the long ones the samples, sizes and times are the same. */
const contents = ['dog', 'cat', 'surf video', 'damaged', 'long one', 'long other'] as const;

type Step =
  | { do: 'see'; directory: string; name: number; bytes: string }
  | { do: 'leave' | 'oddity'; directory: string; name: number }
  | { do: 'sidecar'; directory: string; name: number; says: number }
  | { do: 'claim'; limit: number }
  | { do: 'hear' | 'finish' | 'work' | 'whole' | 'requeue' | 'retry' | 'reopen' }
  | { do: 'add' | 'remove' | 'forget' | 'restore'; folder: string }
  | { do: 'later'; days: number; steps: number }
  | { do: 'offline'; folder: string; offline: boolean }
  | { do: 'mount'; directory: string; offline: boolean }
  | { do: 'relocate'; folder: string; to: string };

const place = { directory: fc.constantFrom(...directories), name: fc.nat(1) };
const folder = fc.constantFrom(...folderNames);
const bytes = fc.constantFrom(...contents);
const always = <Name extends string>(name: Name) => fc.constant(name);
const step: fc.Arbitrary<Step> = fc.oneof(
  { weight: 12, arbitrary: fc.record({ do: always('see'), ...place, bytes }) },
  { weight: 8, arbitrary: fc.record({ do: always('work') }) },
  { weight: 4, arbitrary: fc.record({ do: always('leave'), ...place }) },
  {
    weight: 3,
    arbitrary: fc.record({ do: always('claim'), limit: fc.integer({ min: 1, max: 3 }) }),
  },
  { weight: 3, arbitrary: fc.record({ do: always('finish') }) },
  { weight: 4, arbitrary: fc.record({ do: always('sidecar'), ...place, says: fc.nat(2) }) },
  { weight: 3, arbitrary: fc.record({ do: always('hear') }) },
  { weight: 2, arbitrary: fc.record({ do: always('whole') }) },
  { weight: 1, arbitrary: fc.record({ do: fc.constantFrom('requeue', 'retry', 'reopen') }) },
  { weight: 1, arbitrary: fc.record({ do: always('oddity'), ...place }) },
  { weight: 2, arbitrary: fc.record({ do: always('add'), folder }) },
  { weight: 2, arbitrary: fc.record({ do: always('remove'), folder }) },
  { weight: 1, arbitrary: fc.record({ do: fc.constantFrom('forget', 'restore'), folder }) },
  {
    weight: 2,
    arbitrary: fc.record({ do: always('later'), days: fc.nat(100), steps: fc.nat(4) }),
  },
  {
    weight: 1,
    arbitrary: fc.record({
      do: always('mount'),
      directory: place.directory,
      offline: fc.boolean(),
    }),
  },
  { weight: 1, arbitrary: fc.record({ do: always('relocate'), folder, to: folder }) },
  { weight: 1, arbitrary: fc.record({ do: always('offline'), folder, offline: fc.boolean() }) },
);

/** The world beside the catalogue: bytes on disk, files being read, an index kept by changes. */
type World = {
  readonly root: string;
  /** Of both clocks. */
  readonly time: { ms: number };
  catalog: Catalog;
  readonly disk: Map<string, string>;
  /** The long one that a place had: another one there, with its size and time, nobody could tell. */
  readonly long: Map<string, string>;
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
      columns.days[row],
      columns.latitudes[row],
      Buffer.from(columns.codes.subarray(row * 8, row * 8 + 8)).toString('hex'),
    ]),
  ]);
}

function follow(world: World, cleanups: (() => void)[]): void {
  const clock = () => world.time.ms;
  const clocks = { wallMs: clock, runningMs: clock };
  world.catalog = openIn(world.root, (cleanup) => cleanups.push(cleanup), testModel, clocks);
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

/** As ingest does: what is not as it was claimed is looked at again, where its folder is watched. */
function finish(world: World): void {
  const file = world.reading.shift();
  if (file === undefined) return;
  const { catalog } = world;
  const bytes = world.disk.get(file.path);
  const now = bytes === undefined ? undefined : observed(file.path, bytes);
  const isSame = now?.sizeBytes === file.sizeBytes && now.modifiedNs === file.modifiedNs;
  if (bytes === undefined || now === undefined || !isSame) {
    const folderId = folderOf(world, file.path)?.id;
    if (folderId === undefined) catalog.requeue(file.fileId);
    else if (now === undefined) catalog.recordLeft(folderId, [file.path]);
    else catalog.recordSeen(folderId, [now]);
  } else if (bytes === 'damaged') catalog.setAside(file.fileId, 'damaged-picture', 'bad');
  else if (bytes.startsWith('long')) ingestLong(world, file, bytes);
  else ingestFile(catalog, file, bytes, momentsOf(bytes));
}

const momentsOf = (bytes: string) => (/video|long/.test(bytes) ? 3 : 0);

/** As ingest does: by samples where it is new or moved, else by all of its bytes. */
function ingestLong({ catalog, disk }: World, file: WaitingFile, bytes: string): void {
  const { fingerprint, ...whole } = longIdentityOf(bytes);
  const known = catalog.wholeHash(file);
  const candidates = catalog.sampledContents(fingerprint, file.sizeBytes);
  const others = candidates.flatMap(({ places }) =>
    places.filter((each) => each.fileId !== file.fileId),
  );
  const isThere = ({ path, offline }: { path: string; offline: boolean }) =>
    offline || disk.has(path);
  const isMoved = candidates.length < 2 && !others.some(isThere);
  const isSampled = known === undefined && isMoved;
  if (!isSampled) others.filter((each) => each.isDone && !each.offline).forEach(readOther);
  const sampledHash = candidates[0]?.contentHash ?? fingerprint;
  const contentHash = isSampled ? sampledHash : (known ?? whole.contentHash);
  const identity = { ...whole, fingerprint, contentHash, isSampled };
  if (catalog.hasContent(contentHash)) catalog.linkFile(file.fileId, identity);
  else catalog.storeContent(file.fileId, { ...contentOf(bytes, 3), ...identity });

  function readOther({ fileId, path }: { fileId: number; path: string }): void {
    const other = disk.get(path);
    if (other?.startsWith('long')) catalog.recordWhole(fileId, longIdentityOf(other));
  }
}

/** The next file that is to be read whole is. Returns whether there was one. */
function readWhole({ catalog, disk }: World): boolean {
  for (let file = catalog.nextSampledFile(0); file; file = catalog.nextSampledFile(file.fileId)) {
    const bytes = disk.get(file.path);
    if (bytes === undefined || !bytes.startsWith('long')) continue;
    catalog.recordWhole(file.fileId, longIdentityOf(bytes));
    return true;
  }
  return false;
}

/** Every file that waits is read. */
function work(world: World): void {
  world.reading.push(...world.catalog.claimWaiting(9));
  while (world.reading.length > 0) {
    finish(world);
    if (world.reading.length === 0) world.reading = world.catalog.claimWaiting(9);
  }
}

function take(world: World, step: Step, cleanups: (() => void)[]): void {
  const { catalog } = world;
  switch (step.do) {
    case 'see':
    case 'leave':
    case 'oddity':
      changeDisk(world, step);
      return;
    case 'claim':
      world.reading.push(...catalog.claimWaiting(step.limit));
      return;
    case 'sidecar':
      changeSidecar(world, step);
      return;
    case 'hear':
      hear(world);
      return;
    case 'finish':
      finish(world);
      return;
    case 'work':
      work(world);
      return;
    case 'whole':
      readWhole(world);
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
        catalog.addFolder(join(world.root, step.folder));
      } catch (error) {
        expect(error).toMatchObject({ code: 'folder-refused' });
      }
      return;
    case 'remove':
    case 'offline': {
      const path = join(world.root, step.folder);
      const folder = catalog.folders().find((each) => each.path === path);
      if (folder === undefined) return;
      if (step.do === 'offline') catalog.setFolderOffline(folder.id, step.offline);
      else catalog.removeFolder(folder.id);
      return;
    }
    case 'forget':
    case 'restore': {
      const path = join(world.root, step.folder);
      const removed = catalog.removedFolders().find((each) => each.path === path);
      if (step.do === 'forget') catalog.forgetHidden(removed?.id);
      else if (removed !== undefined) restore(catalog, removed.id);
      return;
    }
    case 'mount': {
      const path = join(world.root, step.directory);
      const around = catalog.folders().find((each) => path.startsWith(`${each.path}/`));
      if (around === undefined) return;
      catalog.rememberMount(around.id, path, { fileSystem: 'a drive', inode: '2' });
      catalog.setMountOffline(path, step.offline);
      return;
    }
    case 'relocate':
      relocate(world, join(world.root, step.folder), join(world.root, step.to));
      return;
    case 'later':
      world.time.ms += step.days * dayMs;
      // Whatever a purge is, it may end at any step.
      for (let done = 0; done < step.steps && catalog.purge(); done += 1) expectTrue(world);
      return;
    case 'reopen':
      catalog.close();
      world.reading = [];
      follow(world, cleanups);
  }
}

function restore(catalog: Catalog, folderId: number): void {
  try {
    catalog.restoreFolder(folderId);
  } catch (error) {
    expect(error).toMatchObject({ code: 'folder-refused' });
  }
}

/** A folder is moved on the disk; where something is at its new place, that stays. */
function relocate(world: World, from: string, to: string): void {
  const { catalog, disk } = world;
  const folder = catalog.folders().find((each) => each.path === from);
  if (folder === undefined || from === to) return;
  // As ingest does: nothing of it is being read meanwhile.
  const isBelow = ({ path }: WaitingFile) => path.startsWith(`${from}/`);
  for (const file of world.reading.filter(isBelow)) catalog.requeue(file.fileId);
  world.reading = world.reading.filter((file) => !isBelow(file));
  const moved = [...disk].filter(([path]) => path.startsWith(`${from}/`));
  for (const [path] of moved) disk.delete(path);
  for (const [path, bytes] of moved) {
    const place = to + path.slice(from.length);
    if (disk.has(place)) continue;
    // Of the long ones nobody could tell which one is here now.
    if ((world.long.get(place) ?? bytes) !== bytes) continue;
    disk.set(place, bytes);
    if (bytes.startsWith('long')) world.long.set(place, bytes);
  }
  catalog.relocateFolder(folder.id, to);
}

/** Something happens on the disk, and the watcher says so where the folder is watched. */
function changeDisk(world: World, step: Extract<Step, { do: 'see' | 'leave' | 'oddity' }>): void {
  const path = join(world.root, step.directory, `${step.name}.jpg`);
  if (step.do === 'see' && step.bytes.startsWith('long')) {
    if ((world.long.get(path) ?? step.bytes) !== step.bytes) return;
    world.long.set(path, step.bytes);
  }
  if (step.do === 'see') world.disk.set(path, step.bytes);
  else world.disk.delete(path);
  const folderId = folderOf(world, path)?.id;
  if (folderId === undefined) return;
  if (step.do === 'see') world.catalog.recordSeen(folderId, [observed(path, step.bytes)]);
  else if (step.do === 'leave') world.catalog.recordLeft(folderId, [path]);
  else {
    const oddity = { path, kind: 'photo', code: 'not-a-regular-file', detail: 'FIFO' } as const;
    world.catalog.recordSeen(folderId, [], [oddity]);
  }
}

/** 0: it is gone. Else it says when and where, and a tag. */
function changeSidecar(world: World, step: Extract<Step, { do: 'sidecar' }>): void {
  const path = join(world.root, step.directory, `${step.name}.xmp`);
  const folderId = folderOf(world, path)?.id;
  if (folderId === undefined) return;
  if (step.says === 0) world.catalog.recordSidecarsLeft([path]);
  else {
    const stamp = { sizeBytes: step.says, modifiedNs: String(step.says) };
    world.catalog.recordSidecars(folderId, [{ path, ...stamp }]);
  }
}

/** Every sidecar that waits is read. */
function hear({ catalog }: World): void {
  for (const sidecar of catalog.sidecarsToRead(9)) {
    const { sizeBytes } = sidecar;
    catalog.storeSidecar(sidecar, sidecar, {
      ...saysNothing,
      capturedAt: `2020-0${sizeBytes}-01T12:00:00`,
      ...(sizeBytes === 1 ? { latitude: 48, longitude: 16 } : {}),
      said: { ...saysNothing.said, tags: [`tag ${sizeBytes}`] },
      extension: null,
    });
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
    for (const { path } of catalog.mountPoints(folder.id)) catalog.forgetMount(path);
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
  do work(world);
  while (readWhole(world));
  expectTrue(world);
  const items = new Map<string, number>();
  for (const [path, bytes] of world.disk) {
    if (folderOf(world, path) === undefined || bytes === 'damaged') continue;
    const itemId = catalog.itemAtPath(path) ?? 0;
    const record = catalog.item(itemId);
    expect(record?.sizeBytes).toBe(identityOf(bytes).sizeBytes);
    expect(record?.moments.length).toBe(contentOf(bytes, momentsOf(bytes)).moments.length);
    expect(items.get(bytes) ?? itemId).toBe(itemId);
    items.set(bytes, itemId);
  }
  expect(catalog.counts().items).toBe(items.size);
  expect([...catalog.loadIndex().columns.timesMs].some((timeMs) => timeMs === noTime)).toBe(
    [...items.keys()].some((bytes) => momentsOf(bytes) === 0),
  );
}

test('whatever happens, in whatever order, the library stays true', () => {
  fc.assert(
    fc.property(fc.array(step, { minLength: 20, maxLength: 60, size: 'max' }), (steps) => {
      const cleanups: (() => void)[] = [];
      try {
        const root = temporaryFolder((cleanup) => cleanups.push(cleanup));
        for (const name of folderNames) folderIn(root, name);
        const disk = new Map<string, string>();
        const opened = openIn(root, (cleanup) => cleanups.push(cleanup));
        const world: World = {
          root,
          time: { ms: Date.UTC(2026, 0, 1) },
          catalog: opened,
          disk,
          long: new Map(),
          reading: [],
          rows: new Map(),
          epoch: 0,
          faults: [],
        };
        opened.changeSettings({ keepHiddenDays: 3 });
        for (const name of directories) opened.addFolder(join(root, name));
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
    { numRuns: 20 },
  );
}, 300_000);
