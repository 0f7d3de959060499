import { join } from 'node:path';
import SqliteDatabase from 'better-sqlite3';
import { expect, onTestFinished, test } from 'vitest';
import { AnnotationChange } from '../contract/annotations.ts';
import { type FileSays, type Said, type SidecarSays, saysNothing } from '../contract/file-says.ts';
import { isSidecarPath } from '../contract/places.ts';
import { baseOf, basesOf, isOfStem } from './sidecar-paths.ts';
import {
  contentOf,
  folderIn,
  indexFiles,
  observed,
  openIn,
  temporaryFolder,
} from './testing/made-library.ts';
import type { IndexChange } from './types.ts';

const change = (of: Partial<AnnotationChange>) => AnnotationChange.parse(of);
const says = (said: Partial<Said>, others: Partial<SidecarSays> = {}): SidecarSays => ({
  ...saysNothing,
  extension: null,
  ...others,
  said: { ...saysNothing.said, ...said },
});

/** Each path's bytes are the path. */
function library(...names: string[]) {
  const root = temporaryFolder(onTestFinished);
  const catalog = openIn(root, onTestFinished);
  const folder = catalog.addFolder(folderIn(root, 'photos'));
  const at = (name: string) => join(folder.path, name);
  for (const name of names) indexFiles(catalog, folder.id, { [at(name)]: name });
  let clock = 0;
  /** A sidecar is seen anew, and read. */
  const sidecar = (name: string, said: SidecarSays | null) => {
    clock += 1;
    const stamp = { sizeBytes: 1, modifiedNs: String(clock) };
    catalog.recordSidecars(folder.id, [{ path: at(name), ...stamp }]);
    for (const waiting of catalog.sidecarsToRead(9)) catalog.storeSidecar(waiting, waiting, said);
  };
  const itemAt = (name: string) => catalog.itemAtPath(at(name)) ?? 0;
  return { root, catalog, folder, at, sidecar, itemAt };
}

test.each([
  ['/p/a.jpg', ['/p/a.jpg', '/p/a']],
  ['/p/a.b.jpg', ['/p/a.b.jpg', '/p/a.b']],
  ['/p.x/a', ['/p.x/a', '/p.x/a']],
] as const)('sidecars of %s', (path, bases) => {
  expect(basesOf(path)).toEqual(bases);
  expect([isSidecarPath(`${path}.XMP`), baseOf(`${path}.XMP`), isSidecarPath(path)]).toEqual([
    true,
    path,
    false,
  ]);
});

test.each([
  ['/p/a.jpg', null, true],
  ['/p/a.CR2', 'cr2', true],
  ['/p/a.jpg', 'cr2', false],
  ['/p/a.b.jpg', null, false],
  ['/p/a/c.jpg', null, false],
  ['/p/ab.jpg', null, false],
])('/p/a.xmp is of %s, saying %j: %j', (path, extension, expected) => {
  expect(isOfStem('/p/a', path, extension)).toBe(expected);
});

test('what a sidecar says joins what the item has, whichever came first', () => {
  const { catalog, folder, at, sidecar, itemAt } = library('a.jpg');
  sidecar('a.jpg.xmp', says({ rating: 4, tags: ['dog', 'places/italy'], caption: 'Lake' }));
  sidecar('b.xmp', says({ favourite: true, albums: ['Best'] }));
  indexFiles(catalog, folder.id, { [at('b.jpg')]: 'b.jpg' });
  expect([itemAt('a.jpg'), itemAt('b.jpg')].map((id) => catalog.annotations(id))).toEqual([
    { rating: 4, favourite: false, caption: 'Lake', tags: ['dog', 'places/italy'], albums: [] },
    { rating: 0, favourite: true, caption: '', tags: [], albums: ['Best'] },
  ]);
  // It is no file: no sum knows it.
  expect(catalog.counts()).toMatchObject({ seen: 2, items: 2 });
  expect(catalog.itemsNamed('lake', { place: 'caption', begins: false, most: 9 })).toHaveLength(1);
  expect(catalog.check()).toEqual({ ok: true, problems: [] });
});

test('Lightroom’s sidecar is of the file whose ending it names', () => {
  const { catalog, sidecar, itemAt } = library('a.jpg', 'a.cr2');
  sidecar('a.xmp', says({ rating: 4 }, { extension: 'cr2' }));
  expect([
    catalog.annotations(itemAt('a.jpg')).rating,
    catalog.annotations(itemAt('a.cr2')).rating,
  ]).toEqual([0, 4]);
});

test('reading is no change of the person’s, and stays when theirs is taken back', () => {
  const { catalog, sidecar, itemAt } = library('a.jpg');
  const id = itemAt('a.jpg');
  sidecar('a.jpg.xmp', says({ tags: ['said'] }));
  catalog.annotate([id], change({ addTags: ['mine'], removeTags: ['said'], rating: 2 }));
  sidecar('a.jpg.xmp', says({ tags: ['said', 'later'], rating: 5 }));
  expect(catalog.annotations(id)).toMatchObject({ tags: ['later', 'mine'], rating: 2 });
  expect(catalog.undoAnnotation()).toBe(1);
  expect(catalog.annotations(id)).toMatchObject({ tags: ['later', 'said'], rating: 5 });
  expect(catalog.undoAnnotation()).toBe('nothing');
  // A sidecar that is gone, or broken, takes nothing along.
  sidecar('a.jpg.xmp', null);
  catalog.recordSidecarsLeft([...catalog.knownSidecars(1)].map(({ path }) => path));
  expect(catalog.annotations(id)).toMatchObject({ tags: ['later', 'said'], rating: 5 });
});

test('what the person took off stays off when the photo moves with its sidecar', () => {
  const { catalog, folder, at, sidecar, itemAt } = library('a.jpg');
  sidecar('a.jpg.xmp', says({ tags: ['off', 'on'], rating: 3 }));
  catalog.annotate([itemAt('a.jpg')], change({ removeTags: ['off'], rating: 0 }));
  catalog.recordSidecarsLeft([at('a.jpg.xmp')]);
  catalog.recordLeft(folder.id, [at('a.jpg')]);
  indexFiles(catalog, folder.id, { [at('b.jpg')]: 'a.jpg' });
  sidecar('b.jpg.xmp', says({ tags: ['off', 'on'], rating: 3 }));
  expect(catalog.annotations(itemAt('b.jpg'))).toMatchObject({ tags: ['on'], rating: 0 });
  // Also for a copy that is edited and goes its own way.
  indexFiles(catalog, folder.id, { [at('c.jpg')]: 'a.jpg' });
  indexFiles(catalog, folder.id, { [at('c.jpg')]: 'edited' });
  sidecar('c.jpg.xmp', says({ tags: ['off', 'more'] }));
  expect(catalog.annotations(itemAt('c.jpg')).tags).toEqual(['more', 'on']);
});

test('when and where, as a sidecar sets it right: at once in the index, and gone with it', () => {
  const { root, catalog, at, sidecar, itemAt } = library('a.jpg', 'b.jpg');
  const changes: IndexChange[] = [];
  catalog.onIndexChange((each) => changes.push(each));
  const before = catalog.loadIndex().columns;
  sidecar(
    'a.jpg.xmp',
    says(
      {},
      { capturedAt: '2001-02-03T23:30:00-05:00', latitude: 48, longitude: 16, lens: 'Summicron' },
    ),
  );
  expect(
    changes.map(({ removedMomentIds, added }) => [removedMomentIds, [...added.momentIds]]),
  ).toEqual([[[1], [1]]]);
  const { columns } = catalog.loadIndex();
  expect([columns.datesMs[0], columns.days[0], columns.latitudes[0]]).toEqual([
    Date.UTC(2001, 1, 4, 4, 30),
    Date.UTC(2001, 1, 3) / 86_400_000,
    48,
  ]);
  expect(catalog.item(itemAt('a.jpg'))?.metadata).toMatchObject({
    capturedAt: '2001-02-03T23:30:00-05:00',
    lens: 'Summicron',
    longitude: 16,
  });
  expect([...catalog.itemsNamed('summicron', { place: 'lens', begins: false, most: 9 })]).toEqual([
    1,
  ]);
  // A tag alone is no change of the index.
  sidecar('b.jpg.xmp', says({ tags: ['dog'] }));
  expect(changes).toHaveLength(1);
  catalog.close();
  const again = openIn(root, onTestFinished);
  expect(again.check()).toEqual({ ok: true, problems: [] });
  again.recordSidecarsLeft([at('a.jpg.xmp')]);
  expect(again.loadIndex().columns.datesMs).toEqual(before.datesMs);
  expect(again.check()).toEqual({ ok: true, problems: [] });
});

test('one that changes while it is read is read again; an unchanged one is not', () => {
  const { catalog, folder, at } = library('a.jpg');
  const seen = (modifiedNs: string) =>
    catalog.recordSidecars(folder.id, [{ path: at('a.jpg.xmp'), sizeBytes: 1, modifiedNs }]);
  expect([seen('1'), seen('1')]).toEqual([1, 0]);
  const [waiting] = catalog.sidecarsToRead(9);
  if (waiting === undefined) throw new Error('nothing waits');
  seen('2');
  catalog.storeSidecar(waiting, waiting, says({ rating: 1 }));
  expect(catalog.pendingSidecars([folder.id])).toBe(1);
  const [again] = catalog.sidecarsToRead(9);
  if (again === undefined) throw new Error('nothing waits');
  catalog.storeSidecar(again, again, says({ rating: 2 }));
  expect([catalog.pendingSidecars([folder.id]), seen('2')]).toEqual([0, 0]);
  expect(catalog.annotations(1).rating).toBe(2);
  // Nothing is read from a folder that is not there.
  seen('3');
  catalog.setFolderOffline(folder.id, true);
  expect([catalog.sidecarsToRead(9), catalog.pendingSidecars([folder.id])]).toEqual([[], 0]);
});

test('where a sidecar is to be written', () => {
  const { catalog, at, sidecar } = library('a.jpg', 'b.jpg', 'c.jpg', 'c.mov', 'd.jpg', 'd.cr2');
  sidecar('b.XMP', says({}));
  sidecar('c.xmp', says({}));
  sidecar('d.xmp', says({}, { extension: 'cr2' }));
  sidecar('d.jpg.xmp', says({}));
  const target = (name: string) => catalog.sidecarFor(at(name)).path;
  expect(['a.jpg', 'b.jpg', 'c.jpg', 'd.jpg', 'd.cr2'].map(target)).toEqual(
    ['a.jpg.xmp', 'b.XMP', 'c.jpg.xmp', 'd.jpg.xmp', 'd.xmp'].map(at),
  );
  expect(catalog.sidecarFor(at('b.jpg')).known).toEqual({
    sizeBytes: 1,
    modifiedNs: '1',
    isRead: true,
  });
});

test('after we wrote one it is known, and a tag that comes back to it later is new', () => {
  const { catalog, folder, at, sidecar } = library('a.jpg');
  sidecar('a.jpg.xmp', says({ tags: ['off', 'on'] }));
  catalog.annotate([1], change({ removeTags: ['off'] }));
  const stamp = { path: at('a.jpg.xmp'), sizeBytes: 7, modifiedNs: '77' };
  catalog.noteSidecar(at('a.jpg'), stamp, says({ tags: ['on'], favourite: false }), 'written');
  expect([catalog.recordSidecars(folder.id, [stamp]), catalog.sidecarsToRead(9)]).toEqual([0, []]);
  expect(catalog.annotations(1).tags).toEqual(['on']);
  sidecar('a.jpg.xmp', says({ tags: ['on', 'off'] }));
  expect(catalog.annotations(1).tags).toEqual(['off', 'on']);
});

test('a new item has what its bytes say, and an old library learns it without reading pictures', () => {
  const { root, folder, at, ...first } = library();
  let { catalog } = first;
  const told: FileSays = {
    ...saysNothing,
    capturedAt: '2019-07-01T08:09:10.25+05:30',
    camera: 'ACME Eye 2',
    lens: 'ACME 35mm f/2.8',
    title: 'Lake',
    exposure: { ...saysNothing.exposure, iso: 400 },
    said: { ...saysNothing.said, tags: ['dog'], rating: 3 },
  };
  catalog.recordSeen(folder.id, [observed(at('a.jpg'), 'a'), observed(at('b.jpg'), 'b')]);
  for (const file of catalog.claimWaiting(2)) {
    const bytes = file.path === at('a.jpg') ? 'a' : 'b';
    const content = contentOf(bytes);
    const metadata = { ...content.metadata, ...(bytes === 'a' ? told : {}) };
    catalog.storeContent(file.fileId, { ...content, metadata });
  }
  const a = catalog.itemAtPath(at('a.jpg')) ?? 0;
  const b = catalog.itemAtPath(at('b.jpg')) ?? 0;
  expect(catalog.item(a)?.metadata).toMatchObject(told);
  expect(catalog.annotations(a)).toMatchObject({ rating: 3, tags: ['dog'] });
  expect(catalog.embeddedSaid(a)).toEqual(told.said);
  expect(catalog.contentsToDescribe(9)).toEqual([]);
  const words = (place: 'camera' | 'lens' | 'caption', said: string) => [
    ...catalog.itemsNamed(said, { place, begins: false, most: 9 }),
  ];
  expect([words('lens', '35mm'), words('camera', 'acme'), words('caption', 'lake')]).toEqual([
    [a],
    [a],
    [a],
  ]);
  catalog.close();
  const database = new SqliteDatabase(join(root, 'library', 'catalog.sqlite'));
  database.exec('UPDATE content SET described = 0 WHERE camera IS NULL');
  database.close();
  catalog = openIn(root, onTestFinished);
  const [old] = catalog.contentsToDescribe(9);
  expect(old).toMatchObject({ path: at('b.jpg'), kind: 'photo' });
  catalog.storeDescription(old?.contentId ?? 0, told, old?.modifiedNs ?? '');
  expect(catalog.item(b)?.metadata).toMatchObject(told);
  expect(catalog.annotations(b).tags).toEqual(['dog']);
  expect(catalog.check()).toEqual({ ok: true, problems: [] });
});

test.each([
  ['lay there before the photo was read', '1', ['b', 'c']],
  ['came later', `${Date.now() + 3_600_000}000000`, ['a', 'b', 'c']],
])('a sidecar read after its photo, which %s', (_, modifiedNs, expected) => {
  const { catalog, folder, at } = library();
  catalog.recordSeen(folder.id, [observed(at('a.jpg'), 'a')]);
  const [file] = catalog.claimWaiting(1);
  const content = contentOf('a');
  const said = { ...saysNothing.said, tags: ['a', 'b'] };
  const metadata = { ...content.metadata, said };
  catalog.storeContent(file?.fileId ?? 0, { ...content, metadata });
  catalog.recordSidecars(folder.id, [{ path: at('a.jpg.xmp'), sizeBytes: 1, modifiedNs }]);
  for (const waiting of catalog.sidecarsToRead(9)) {
    catalog.storeSidecar(waiting, waiting, says({ tags: ['b', 'c'] }));
  }
  expect(catalog.annotations(1).tags).toEqual(expected);
});

test('a folder around another one takes its sidecars over, and reads none again', () => {
  const { root, catalog, folder, at, sidecar } = library('a.jpg');
  sidecar('a.jpg.xmp', says({ rating: 4 }));
  const around = catalog.addFolder(root);
  expect([...catalog.knownSidecars(around.id)].map(({ path }) => path)).toEqual([at('a.jpg.xmp')]);
  expect([catalog.sidecarsToRead(9), catalog.pendingSidecars([around.id])]).toEqual([[], 0]);
  expect(folder.id).not.toBe(around.id);
});
