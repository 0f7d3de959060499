/**
 * Are copies of a photo told from photos that are merely like it? A library of val and training photos
 * is asked with copies of val's: saved again, resized, cropped, marked.
 * `npm run -s measure -- near-duplicates DATA [EVERY]`: only each EVERYth photo of val is copied.
 *
 * Then the same with photos at their real size, which are copied at a quarter of it as well.
 *
 * Others than the copied photo that are found are false, unless natural-twins.txt says that they show
 * the same; all of them are printed.
 */
import { readdir, readFile, realpath } from 'node:fs/promises';
import { basename, join } from 'node:path';
import type { RankedMoment } from '../../main/engine/search/types.ts';
import { copiesOf, variantsOf } from '../support/photo-copies.ts';
import { type ScratchLibrary, withScratchLibrary } from '../support/scratch-library.ts';

const [given, every = '1'] = process.argv.slice(2);
if (given === undefined) throw new Error('which data?');
const data = await realpath(given);
const twins = await naturalTwins();

type Found = { copies: number; found: number; near: number };
/** `similar`: told so or more; `others`: similar pictures that are others. */
type Likened = { variants: number; similar: number; near: number; others: number };

await withScratchLibrary(async (library) => {
  await library.index(join(data, 'photos'));
  const photos = (await readdir(join(data, 'photos', 'val'))).sort();
  const copied = photos.filter((_name, number) => number % Number(every) === 0);
  await measure(library, 'photos/val', copied);
  await library.index(join(data, 'originals'));
  await measure(library, 'originals', (await readdir(join(data, 'originals'))).sort());
});

/** Of copies of those photos, all of which the library has. */
async function measure(library: ScratchLibrary, folder: string, names: readonly string[]) {
  const byKind = new Map<string, Found>();
  const likened = new Map<string, Likened>();
  const strangers = new Map<string, number>();
  let [pairs, wrong] = [0, 0];
  for (const [number, name] of names.entries()) {
    const path = join(data, folder, name);
    for (const { kind, bytes } of await copiesOf(await readFile(path), number)) {
      const found = pathsOf(library, await likeTo(library, bytes), ['near']);
      const own = byKind.get(kind) ?? { copies: 0, found: 0, near: 0 };
      byKind.set(kind, own);
      own.copies += 1;
      own.near += found.length;
      if (found.includes(path)) own.found += 1;
      pairs += found.length;
      for (const other of found.filter((each) => each !== path && !isResaved(each, path))) {
        const pair = [path, other].map((each) => each.slice(data.length + 1)).sort();
        const key = pair.join(' ');
        strangers.set(key, (strangers.get(key) ?? 0) + 1);
        if (twins.get(key) !== true) wrong += 1;
      }
    }
    for (const { kind, bytes } of await variantsOf(await readFile(path), number)) {
      const ranked = await likeTo(library, bytes);
      const similar = pathsOf(library, ranked, ['near', 'similar']);
      const own = likened.get(kind) ?? { variants: 0, similar: 0, near: 0, others: 0 };
      likened.set(kind, own);
      own.variants += 1;
      own.similar += Number(similar.includes(path));
      own.near += Number(pathsOf(library, ranked, ['near']).includes(path));
      own.others += similar.filter((each) => !isResaved(each, path)).length;
    }
  }
  const all = [...byKind.values()];
  const copies = all.reduce((sum, each) => sum + each.copies, 0);
  const right = all.reduce((sum, each) => sum + each.found, 0);
  for (const [kind, own] of likened) console.log(JSON.stringify({ folder, kind, ...own }));
  for (const [kind, own] of byKind) console.log(JSON.stringify({ folder, kind, ...own }));
  for (const [pair, times] of strangers) {
    console.log(JSON.stringify({ pair, times, listedAs: twins.get(pair) ?? 'not yet looked at' }));
  }
  const recall = right / copies;
  console.log(JSON.stringify({ folder, copies, recall, precision: 1 - wrong / pairs }));
}

/** The data has a photo of each original, of the same name, at another size. */
function isResaved(path: string, of: string): boolean {
  return basename(path) === basename(of);
}

async function likeTo(
  { workers, search }: ScratchLibrary,
  bytes: Uint8Array,
): Promise<RankedMoment[]> {
  const { moments } = await workers.decodePicture(bytes);
  const [picture] = await workers.encodePictures(moments.map(({ pixels }) => pixels));
  if (picture === undefined) throw new Error('a copy that is no picture');
  const example = { kind: 'photo' as const, moments: [picture] };
  return search.top(await search.compose({ text: '', pictures: [picture], example }), 100);
}

/** Of what is told to be like that. */
function pathsOf(
  { catalog }: ScratchLibrary,
  ranked: readonly RankedMoment[],
  tiers: readonly RankedMoment['likeness'][],
): string[] {
  const told = ranked.filter(({ likeness }) => tiers.includes(likeness));
  return [...catalog.pathsOfItems(told.map(({ itemId }) => itemId)).values()].map(([path]) => path);
}

/** By "photo photo", whether both show the same. */
async function naturalTwins(): Promise<Map<string, boolean>> {
  const list = await readFile(new URL('natural-twins.txt', import.meta.url), 'utf8');
  const lines = list.split('\n').filter((line) => line !== '' && !line.startsWith('#'));
  return new Map(
    lines.map((line) => {
      const [verdict, ...pair] = line.split(' ');
      return [pair.join(' '), verdict === 'true'];
    }),
  );
}
