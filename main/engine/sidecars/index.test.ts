import { createHash } from 'node:crypto';
import { copyFile, mkdir, readFile, rm, stat, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import sharp from 'sharp';
import { expect, test } from 'vitest';
import { xmpPacket } from '../../../test/support/photo-blocks.ts';
import { makeOld, writePhoto } from '../../../test/support/photo-files.ts';
import { makeTestLibrary, type TestLibrary } from '../../../test/support/test-library.ts';
import { AnnotationChange } from '../contract/annotations.ts';
import { createSidecars } from './index.ts';

const change = (of: Partial<AnnotationChange>) => AnnotationChange.parse(of);
const never = new AbortController().signal;

async function original(path: string) {
  const { mtimeNs, size, ino } = await stat(path, { bigint: true });
  const hash = createHash('sha256')
    .update(await readFile(path))
    .digest('hex');
  return { hash, mtimeNs, size, ino };
}

async function settled(library: TestLibrary, ...files: [name: string, number: number][]) {
  for (const [name, number] of files) await writePhoto(join(library.folder, name), number);
  await library.ingest.settle([library.folderId]);
  const { catalog } = library;
  return {
    sidecars: createSidecars(library),
    at: (name: string) => join(library.folder, name),
    idOf: (name: string) => catalog.itemAtPath(join(library.folder, name)) ?? 0,
  };
}

test('a library made anew from the folder has what the person added', async () => {
  const library = await makeTestLibrary({ live: false });
  const { sidecars, at, idOf } = await settled(library, ['a.jpg', 1], ['b.jpg', 2], ['c.jpg', 3]);
  await mkdir(at('more'));
  await copyFile(at('a.jpg'), at('more/copy.jpg'));
  await makeOld(at('more/copy.jpg'));
  await library.ingest.settle([library.folderId]);
  library.catalog.annotate(
    [idOf('a.jpg')],
    change({
      rating: 5,
      favourite: true,
      caption: 'Zwei Hunde\nam See <3',
      addTags: ['dog', 'places/italy/rome', 'a|b'],
      addToAlbums: ['Summer 2019', 'Best'],
    }),
  );
  library.catalog.annotate([idOf('b.jpg')], change({ caption: 'hdr' }));
  const names = ['a.jpg', 'b.jpg', 'c.jpg', 'more/copy.jpg'];
  const before = await Promise.all(names.map((name) => original(at(name))));
  const added = names.map((name) => library.catalog.annotations(idOf(name)));
  const ids = names.map(idOf);
  expect(await sidecars.write(ids, never)).toEqual({
    written: 3,
    unchanged: 1,
    refused: 0,
    reasons: [],
  });
  expect(await sidecars.write(ids, never)).toMatchObject({ written: 0, unchanged: 4 });
  expect(await Promise.all(names.map((name) => original(at(name))))).toEqual(before);

  await library.close();
  await rm(library.libraryPath, { recursive: true });
  const anew = await library.reopen();
  await anew.ingest.settle([anew.folderId]);
  const idAnew = (name: string) => anew.catalog.itemAtPath(at(name)) ?? 0;
  expect(names.map((name) => anew.catalog.annotations(idAnew(name)))).toEqual(added);
  expect(await Promise.all(names.map((name) => original(at(name))))).toEqual(before);
  expect(anew.catalog.undoAnnotation()).toBe('nothing');
});

test('what we wrote is not read again, live', async () => {
  let reads = 0;
  const library = await makeTestLibrary({
    wrapWorkers: (workers) => ({
      ...workers,
      readSidecar: (...asked) => {
        reads += 1;
        return workers.readSidecar(...asked);
      },
    }),
  });
  const { sidecars, at, idOf } = await settled(library, ['a.jpg', 1], ['b.jpg', 2]);
  library.catalog.annotate([idOf('a.jpg')], change({ addTags: ['dog'] }));
  await sidecars.write([idOf('a.jpg')], never);
  // By the time that another one was noticed, this one would have been.
  await writeFile(at('b.jpg.xmp'), xmpPacket('', ' xmp:Rating="2"'));
  while (library.catalog.annotations(idOf('b.jpg')).rating !== 2) {
    await new Promise((resolve) => setTimeout(resolve, 20));
  }
  await library.ingest.settle([library.folderId]);
  expect(reads).toBe(1);
});

test('what another program wrote since is heard first, and stays', async () => {
  const library = await makeTestLibrary({ live: false });
  const { sidecars, at, idOf } = await settled(library, ['a.jpg', 1]);
  const { catalog } = library;
  catalog.annotate([idOf('a.jpg')], change({ addTags: ['mine'] }));
  const theirs = xmpPacket(
    '<dc:subject><rdf:Bag><rdf:li>theirs</rdf:li></rdf:Bag></dc:subject>\n   <photoshop:City>Rome</photoshop:City>',
    ' xmp:Label="Red"',
  );
  await writeFile(at('a.jpg.xmp'), theirs);
  expect(await sidecars.write([idOf('a.jpg')], never)).toMatchObject({ written: 1 });
  expect(catalog.annotations(idOf('a.jpg')).tags).toEqual(['mine', 'theirs']);
  const text = await readFile(at('a.jpg.xmp'), 'utf8');
  for (const kept of [
    'xmp:Label="Red"',
    '<photoshop:City>Rome',
    '<rdf:li>theirs',
    '<rdf:li>mine',
  ]) {
    expect(text).toContain(kept);
  }
});

test('a sidecar by the file’s name without its ending is added to, in its own encoding', async () => {
  const library = await makeTestLibrary({ live: false });
  const { sidecars, at, idOf } = await settled(library, ['a.jpg', 1]);
  const text = `\ufeff${xmpPacket('', ' xmp:Rating="2"')}`;
  await writeFile(at('a.xmp'), Buffer.from(text, 'utf16le').swap16());
  await makeOld(at('a.xmp'));
  await library.ingest.settle([library.folderId]);
  library.catalog.annotate([idOf('a.jpg')], change({ rating: 4 }));
  expect(await sidecars.write([idOf('a.jpg')], never)).toMatchObject({ written: 1 });
  const written = Buffer.from(await readFile(at('a.xmp')));
  expect(written.swap16().toString('utf16le')).toContain('xmp:Rating="4"');
  await expect(stat(at('a.jpg.xmp'))).rejects.toThrow('ENOENT');
});

test('what the photo itself says and the person took away stays away', async () => {
  const library = await makeTestLibrary({ live: false });
  const packet = xmpPacket(
    '<dc:subject><rdf:Bag><rdf:li>off</rdf:li></rdf:Bag></dc:subject>',
    ' xmp:Rating="4"',
  );
  const drawn = sharp({ create: { width: 40, height: 30, channels: 3, background: '#345' } });
  await drawn.withXmp(packet).jpeg().toFile(join(library.folder, 'a.jpg'));
  await makeOld(join(library.folder, 'a.jpg'));
  const { sidecars, idOf } = await settled(library);
  const { catalog } = library;
  expect(catalog.annotations(idOf('a.jpg'))).toMatchObject({ rating: 4, tags: ['off'] });
  // Nothing was added to what it says.
  expect(await sidecars.write([idOf('a.jpg')], never)).toMatchObject({ unchanged: 1 });
  catalog.annotate([idOf('a.jpg')], change({ rating: 0, removeTags: ['off'] }));
  expect(await sidecars.write([idOf('a.jpg')], never)).toMatchObject({ written: 1 });
  await library.close();
  await rm(library.libraryPath, { recursive: true });
  const anew = await library.reopen();
  await anew.ingest.settle([anew.folderId]);
  expect(anew.catalog.annotations(1)).toMatchObject({ rating: 0, tags: [] });
});

test('what cannot be written is told with its path, and the others are written', async () => {
  const library = await makeTestLibrary({ live: false });
  const long = `${'x'.repeat(251)}.jpg`;
  const { sidecars, at, idOf } = await settled(
    library,
    ['a.jpg', 1],
    ['b.jpg', 2],
    ['c.jpg', 3],
    [long, 4],
  );
  const { catalog } = library;
  const ids = ['a.jpg', 'b.jpg', 'c.jpg', long].map(idOf);
  catalog.annotate(ids, change({ rating: 3 }));
  await mkdir(at('a.jpg.xmp'));
  await writeFile(at('b.jpg.xmp'), '<svg/>');
  const result = await sidecars.write(ids, never);
  expect(result).toMatchObject({ written: 1, refused: 3 });
  expect(new Map(result.reasons.map(({ path, reason }) => [path, reason]))).toEqual(
    new Map([
      [at('a.jpg'), expect.stringContaining('not an ordinary file')],
      [at('b.jpg'), expect.stringContaining('no XMP')],
      [at(long), expect.stringContaining('too long')],
    ]),
  );
  expect(await readFile(at('b.jpg.xmp'), 'utf8')).toBe('<svg/>');
  catalog.setFolderOffline(library.folderId, true);
  expect(await sidecars.write(ids, never)).toMatchObject({ written: 0, refused: 4 });
  await expect(sidecars.write(ids, AbortSignal.abort(new Error('enough')))).rejects.toThrow(
    'enough',
  );
});
