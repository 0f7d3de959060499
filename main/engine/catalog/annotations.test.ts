import { join } from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
import {
  AnnotationChange,
  type ItemAnnotations,
  type LabelRename,
} from '../contract/annotations.ts';
import { parseQuery } from '../contract/query/parse.ts';
import type { AnnotationFilter } from '../contract/query/syntax.ts';
import { annotated, renamed } from './annotations.ts';
import { folderIn, indexFiles, openIn, temporaryFolder } from './testing/made-library.ts';

const plain: ItemAnnotations = { rating: 0, favourite: false, caption: '', tags: [], albums: [] };
const change = (of: Partial<AnnotationChange>) => AnnotationChange.parse(of);

/** Each path's bytes are the path. */
function library(...paths: string[]) {
  const root = temporaryFolder(onTestFinished);
  const catalog = openIn(root, onTestFinished);
  const folder = catalog.addFolder(folderIn(root, 'Photos'));
  const at = (path: string) => join(folder.path, path);
  for (const path of paths) indexFiles(catalog, folder.id, { [at(path)]: path });
  const passing = (text: string) => {
    const [filter] = parseQuery(text).filters as readonly AnnotationFilter[];
    return filter === undefined ? null : [...catalog.itemsAnnotated(filter)].sort();
  };
  return { root, catalog, folder, at, passing };
}

test.each<[Partial<AnnotationChange>, Partial<ItemAnnotations>]>([
  [{}, {}],
  [
    { rating: 0, favourite: true, caption: 'Rome' },
    { rating: 0, favourite: true, caption: 'Rome' },
  ],
  [{ addTags: ['b', 'a/ b ', 'B'] }, { tags: ['a/b', 'b', 'dog'] }],
  [{ addTags: ['DOG'], removeTags: ['Dog'] }, { tags: ['dog'] }],
  [{ addToAlbums: ['“Best”, of all,'] }, { albums: ['Best, of all'] }],
  [{ removeTags: [' dog/'] }, { tags: [] }],
  [
    { addToAlbums: ['Zoo', 'zoo', 'Été'], removeFromAlbums: ['nothing'] },
    { albums: ['Zoo', 'Été'] },
  ],
])('%j makes %j', (asked, expected) => {
  const before = { ...plain, rating: 3, tags: ['dog'] };
  expect(annotated(before, change(asked))).toEqual({ ...before, ...expected });
});

test('many items change at once, and the last change is undone as a whole', () => {
  const { catalog } = library('a.jpg', 'b.jpg', 'c.jpg');
  const first = catalog.annotate([1, 2, 99], change({ addTags: ['Dog'], rating: 4 }));
  expect(first).toEqual({ items: 2, changeId: 1 });
  const second = catalog.annotate([1, 2, 3, 3], change({ addTags: ['dog', 'Beach'] }));
  expect(second).toEqual({ items: 3, changeId: 2 });
  expect(catalog.annotations(1)).toEqual({ ...plain, rating: 4, tags: ['Beach', 'Dog'] });
  expect(catalog.tags()).toEqual([
    { name: 'Beach', items: 3 },
    { name: 'Dog', items: 3 },
  ]);
  // Nothing becomes different: nothing to undo.
  expect(catalog.annotate([1], change({ addTags: ['DOG'] }))).toEqual({ items: 0, changeId: null });
  expect(catalog.undoAnnotation(1)).toBe('other-since');
  expect(catalog.undoAnnotation(2)).toBe(3);
  expect([1, 2, 3].map((itemId) => catalog.annotations(itemId))).toEqual([
    { ...plain, rating: 4, tags: ['Dog'] },
    { ...plain, rating: 4, tags: ['Dog'] },
    plain,
  ]);
  expect(catalog.undoAnnotation()).toBe(2);
  expect([catalog.tags(), catalog.annotations(1)]).toEqual([[], plain]);
  expect(catalog.undoAnnotation()).toBe('nothing');
  expect(catalog.check()).toEqual({ ok: true, problems: [] });
});

test('what was added stays with a move, an edit and a removed folder', () => {
  const { root, catalog, folder, at } = library('a.jpg');
  const added = { ...plain, favourite: true, caption: 'our dog', albums: ['Best'] };
  catalog.annotate([1], change({ favourite: true, caption: 'our dog', addToAlbums: ['Best'] }));
  catalog.recordLeft(folder.id, [at('a.jpg')]);
  expect(catalog.albums()).toEqual([]);
  indexFiles(catalog, folder.id, { [at('moved/b.jpg')]: 'a.jpg' });
  expect([catalog.itemAtPath(at('moved/b.jpg')), catalog.annotations(1)]).toEqual([1, added]);
  indexFiles(catalog, folder.id, { [at('moved/b.jpg')]: 'edited' });
  expect([catalog.itemAtPath(at('moved/b.jpg')), catalog.annotations(1)]).toEqual([1, added]);
  // A copy that is edited goes its own way, with the same tags.
  indexFiles(catalog, folder.id, { [at('copy.jpg')]: 'edited' });
  indexFiles(catalog, folder.id, { [at('copy.jpg')]: 'edited copy' });
  const copy = catalog.itemAtPath(at('copy.jpg')) as number;
  expect(copy).not.toBe(1);
  expect(catalog.annotations(copy)).toEqual(added);
  catalog.removeFolder(folder.id);
  catalog.close();
  const again = openIn(root, onTestFinished);
  again.addFolder(folder.path);
  expect(again.annotations(1)).toEqual(added);
  expect(again.albums()).toEqual([{ name: 'Best', items: 2 }]);
  expect(again.check()).toEqual({ ok: true, problems: [] });
});

test('bytes that become those of another item bring along what was added', () => {
  const { catalog, folder, at } = library('a.jpg', 'b.jpg');
  catalog.annotate([1], change({ addTags: ['Dog'], rating: 2 }));
  catalog.annotate([2], change({ addTags: ['dog', 'cat'], rating: 5, caption: 'both' }));
  indexFiles(catalog, folder.id, { [at('b.jpg')]: 'a.jpg' });
  expect(catalog.itemAtPath(at('b.jpg'))).toBe(1);
  const both = { ...plain, rating: 2, caption: 'both', tags: ['cat', 'Dog'] };
  expect(catalog.annotations(1)).toEqual(both);
  // Of a copy that had a place of its own left nothing goes along.
  indexFiles(catalog, folder.id, { [at('c.jpg')]: 'c.jpg', [at('d.jpg')]: 'c.jpg' });
  const third = catalog.itemAtPath(at('c.jpg')) as number;
  catalog.annotate([third], change({ favourite: true }));
  indexFiles(catalog, folder.id, { [at('d.jpg')]: 'a.jpg' });
  expect(catalog.annotations(1)).toEqual(both);
  expect(catalog.check().problems).toEqual([]);
});

test('a hundred changes can be taken back', () => {
  const { catalog } = library('a.jpg');
  for (let turn = 0; turn < 105; turn += 1) {
    catalog.annotate([1], change({ caption: `turn ${turn}` }));
    // Takes an id, and leaves nothing.
    catalog.annotate([1], change({ caption: `turn ${turn}` }));
  }
  let undone = 0;
  while (catalog.undoAnnotation() === 1) undone += 1;
  expect([undone, catalog.annotations(1).caption]).toEqual([100, 'turn 4']);
});

test('filters find what was added, and words find it too', () => {
  const { catalog, passing } = library('a.jpg', 'b.jpg', 'c.jpg', 'd.jpg');
  catalog.annotate([1], change({ addTags: ['Places/Italy/Rome'], rating: 5 }));
  catalog.annotate(
    [2],
    change({ addTags: ['places/italy'], rating: 2, caption: 'Trevi fountain' }),
  );
  catalog.annotate([3], change({ addTags: ['italy 2019'], favourite: true }));
  catalog.annotate([3, 4], change({ addToAlbums: ['Summer 2019'] }));
  const asked = {
    'tag:Italy': [1, 2],
    'tag:"places / italy"': [1, 2],
    'tag:italy/rome': [1],
    'tag:ital': [],
    'tag:"Italy 2019"': [3],
    'album:"summer 2019"': [3, 4],
    'album:summer': [],
    'rating:2': [1, 2],
    'rating:..4': [2],
    'rating:>2': [1],
    'rating:0..': [1, 2],
    'is:favorite': [3],
    'is:set-aside': [],
    'is:offline': [],
    'is:blue': null,
    'rating:6': null,
    'tag:/': null,
  };
  expect(Object.fromEntries(Object.keys(asked).map((text) => [text, passing(text)]))).toEqual(
    asked,
  );
  const named = (words: string, place: 'tag' | 'album' | 'caption') => [
    ...catalog.itemsNamed(words, { place, begins: false, most: 10 }),
  ];
  expect([named('rome', 'tag'), named('trevi', 'caption'), named('summer', 'album')]).toEqual([
    [1],
    [2],
    [3, 4],
  ]);
  catalog.undoAnnotation();
  expect(named('summer', 'album')).toEqual([]);
});

test('what cannot be reached, and what was set aside when it changed', () => {
  const { root, catalog, folder, at, passing } = library('a.jpg', 'b.jpg');
  const other = catalog.addFolder(folderIn(root, 'Other'));
  // The same bytes at a place that can be reached.
  indexFiles(catalog, other.id, { [join(other.path, 'b.jpg')]: 'b.jpg' });
  catalog.setFolderOffline(folder.id, true);
  expect(passing('is:offline')).toEqual([1]);
  catalog.setFolderOffline(folder.id, false);
  catalog.recordSeen(folder.id, [
    { path: at('a.jpg'), kind: 'photo', sizeBytes: 1, modifiedNs: '1' },
  ]);
  const [claimed] = catalog.claimWaiting(1);
  catalog.setAside(claimed?.fileId ?? 0, 'damaged-picture', 'cut short');
  expect([passing('is:offline'), passing('is:set-aside')]).toEqual([[], [1]]);
});

test.each<[LabelRename, Partial<ItemAnnotations>]>([
  [
    { type: 'tag', from: 'PLACES/Italy', to: 'Trips' },
    { tags: ['dog', 'Trips', 'Trips/rome', 'x/places/italy'] },
  ],
  [
    { type: 'tag', from: 'places', to: 'dog' },
    { tags: ['dog', 'dog/italy', 'dog/italy/rome', 'x/places/italy'] },
  ],
  [{ type: 'tag', from: 'plac', to: 'b' }, {}],
  [{ type: 'album', from: 'best', to: 'Old' }, { albums: ['Old'] }],
])('%j', (rename, expected) => {
  const before = {
    ...plain,
    tags: ['dog', 'places/italy', 'places/italy/rome', 'x/places/italy'],
    albums: ['Best', 'Old'],
  };
  expect(renamed(before, rename)).toEqual({ ...before, ...expected });
});

test('a label is renamed wherever it is, with all below it, and that is taken back as a whole', () => {
  const { catalog, folder, at, passing } = library('a.jpg', 'b.jpg', 'c.jpg');
  catalog.annotate([1, 2], change({ addTags: ['places/italy/rome'] }));
  catalog.annotate([3], change({ addTags: ['trips'], addToAlbums: ['Best'] }));
  // Also of what is hidden now.
  catalog.recordLeft(folder.id, [at('b.jpg')]);
  const done = catalog.renameLabel({ type: 'tag', from: 'places/italy', to: 'trips/Italien' });
  expect(done).toEqual({ items: 2, changeId: 3 });
  expect(catalog.labelNames().tags).toEqual(['trips', 'trips/Italien/rome']);
  expect([passing('tag:trips'), passing('tag:places')]).toEqual([[1, 2, 3], []]);
  expect([...catalog.itemsNamed('italien', { place: 'tag', begins: false, most: 9 })]).toEqual([1]);
  // Another spelling is a change as well.
  expect(catalog.renameLabel({ type: 'album', from: 'best', to: 'BEST' }).items).toBe(1);
  expect(catalog.renameLabel({ type: 'tag', from: 'trips', to: 'Trips' }).items).toBe(3);
  expect(catalog.labelNames()).toEqual({ tags: ['Trips', 'Trips/Italien/rome'], albums: ['BEST'] });
  for (const items of [3, 1, 2]) expect(catalog.undoAnnotation()).toBe(items);
  expect(catalog.labelNames()).toEqual({ tags: ['places/italy/rome', 'trips'], albums: ['Best'] });
  expect(catalog.renameLabel({ type: 'tag', from: 'nothing', to: 'x' })).toEqual({
    items: 0,
    changeId: null,
  });
  expect(catalog.check().problems).toEqual([]);
});
