/** A library whose pages are overwritten, one after the other, opens with all else that it had. */
import { cpSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { beforeAll, describe, expect, onTestFinished, test } from 'vitest';
import { openCatalog } from '../../main/engine/catalog/index.ts';
import {
  folderIn,
  indexFiles,
  ingestFile,
  temporaryFolder,
  testModel,
} from '../../main/engine/catalog/testing/made-library.ts';
import type { Catalog } from '../../main/engine/catalog/types.ts';
import { scaled } from '../support/fault-scale.ts';

const photos = scaled({ short: 60, long: 240 });
const pageBytes = 4096;
let made: string;
let pages: number;
let cleanUp = () => {};

const nameOf = (number: number): string => `photo-${number}.jpg`;
const bytesOf = (path: string): string => `bytes of ${path.slice(path.lastIndexOf('/') + 1)}`;

function open(libraryPath: string, log: (line: string) => void = () => {}): Catalog {
  return openCatalog({ libraryPath, model: testModel, log });
}

/** What a person added, by file name; a hidden item's too. */
function annotationsOf(catalog: Catalog, folder: string): Map<string, object> {
  const all = new Map<string, object>();
  for (let number = 0; number < photos; number += 1) {
    const itemId = catalog.itemAtPath(join(folder, nameOf(number)));
    if (itemId === undefined) continue;
    const { rating, favourite, caption, tags, albums } = catalog.annotations(itemId);
    all.set(nameOf(number), { rating, favourite, caption, tags, albums });
  }
  return all;
}

let folder: string;
let annotated: Map<string, object>;

beforeAll(() => {
  const root = temporaryFolder((clean) => {
    cleanUp = clean;
  });
  made = join(root, 'library');
  const catalog = open(made);
  const added = catalog.addFolder(folderIn(root, 'photos'));
  folder = added.path;
  for (let number = 0; number < photos; number += 1) {
    const path = join(folder, nameOf(number));
    indexFiles(catalog, added.id, { [path]: bytesOf(path) });
    catalog.annotate([catalog.itemAtPath(path) ?? 0], {
      rating: number % 6,
      favourite: number % 3 === 0,
      caption: number % 2 === 0 ? `what is on ${number}, in a sentence or two` : '',
      addTags: [`places/city ${number % 10}`, 'all'],
      removeTags: [],
      addToAlbums: [`album ${number % 4}`],
      removeFromAlbums: [],
    });
  }
  annotated = annotationsOf(catalog, folder);
  catalog.close();
  pages = readFileSync(join(made, 'catalog.sqlite')).length / pageBytes;
  return () => cleanUp();
});

/** A copy that may be spoilt. */
function copy(): string {
  const root = temporaryFolder(onTestFinished);
  const library = join(root, 'library');
  cpSync(made, library, { recursive: true });
  return library;
}

function overwrite(path: string, page: number, fill: (bytes: Buffer) => void): void {
  const bytes = readFileSync(path);
  fill(bytes.subarray((page - 1) * pageBytes, page * pageBytes));
  writeFileSync(path, bytes);
}

/** Reads what waits, as the queue does. */
function readAll(catalog: Catalog): number {
  let count = 0;
  for (let some = catalog.claimWaiting(50); some.length > 0; some = catalog.claimWaiting(50)) {
    for (const file of some) ingestFile(catalog, file, bytesOf(file.path));
    count += some.length;
  }
  return count;
}

/** As a walk does. */
function walk(catalog: Catalog): void {
  const [watched] = catalog.folders();
  expect(watched?.path).toBe(folder);
  const id = watched?.id ?? 0;
  const files = Array.from({ length: photos }, (_, number) => join(folder, nameOf(number)));
  indexFiles(catalog, id, Object.fromEntries(files.map((path) => [path, bytesOf(path)])));
}

type Kept = { readonly withoutCaption: number; readonly wholly: number };

/** Opens it, has everything read again that was lost, and tells how many have all they had. */
function reopened(library: string): Kept {
  const catalog = open(library);
  try {
    const problems = () => catalog.check().problems;
    const first = problems().filter(({ kind }) => kind !== 'missing-thumbnail');
    expect(first).toEqual([]);
    walk(catalog);
    readAll(catalog);
    expect(problems()).toEqual([]);
    expect(catalog.counts()).toMatchObject({ seen: photos, items: photos, moments: photos });
    expect(catalog.loadIndex().columns.momentIds).toHaveLength(photos);
    const after = annotationsOf(catalog, folder);
    const count = (part: (all: object) => object) =>
      [...annotated].filter(
        ([name, all]) => JSON.stringify(part(after.get(name) ?? {})) === JSON.stringify(part(all)),
      ).length;
    return {
      withoutCaption: count((all) => ({ ...all, caption: null })),
      wholly: count((all) => all),
    };
  } finally {
    catalog.close();
  }
}

describe.each([
  ['garbage', (bytes: Buffer) => void bytes.fill(0x5a)],
  ['zeros', (bytes: Buffer) => void bytes.fill(0)],
])('one page of %s', (_, fill) => {
  test('costs no more than the captions that stood there', () => {
    const lost: Record<number, number> = {};
    for (let page = 1; page <= pages; page += 1) {
      const library = copy();
      overwrite(join(library, 'catalog.sqlite'), page, fill);
      // What SQLite does not notice by itself the check does.
      const noticing = open(library);
      if (noticing.check().problems.length > 0) noticing.salvageAtNextStart();
      noticing.close();
      const { withoutCaption, wholly } = reopened(library);
      expect(withoutCaption, `page ${page}`).toBe(photos);
      if (wholly < photos) lost[page] = photos - wholly;
    }
    console.info(`captions lost of ${photos / 2}, by page of ${pages}: ${JSON.stringify(lost)}`);
    const inAll = Object.values(lost).reduce((sum, count) => sum + count, 0);
    expect(inAll).toBeLessThanOrEqual(photos / 2);
  });
});
