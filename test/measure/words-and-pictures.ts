/**
 * How loud are words beside a picture? A picture of A is asked for together with a caption of B, for
 * pairs of captioned photos: is B among the first ten, and how many of the ten photos nearest to A among
 * the first fifty?
 * `npm run -s measure -- words-and-pictures CAPTIONS.jsonl`: photos lie beside it, as for `evaluate`.
 */
import { readFile, realpath } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import type { EncodedMoment } from '../../main/engine/workers/types.ts';
import { type ScratchLibrary, withScratchLibrary } from '../support/scratch-library.ts';

const [few, many] = [10, 50];
/** Times the weight that words have in the product. */
const weights = [0.25, 0.5, 0.7, 1, 1.4, 2, 4];
/** Each photo with the one so far behind it in the list, which is in no order of what it shows. */
const behind = 397;

const [given] = process.argv.slice(2);
if (given === undefined) throw new Error('which captions?');
const root = dirname(await realpath(given));
type Line = { photo: string; en: string[] };
const lines = (await readFile(given, 'utf8'))
  .split('\n')
  .filter((line) => line.trim() !== '')
  .map((line) => JSON.parse(line) as Line);
const pairs = lines.map(({ photo }, index) => {
  const other = lines[(index + behind) % lines.length] as Line;
  return { photo, caption: (other.en[0] ?? '').replaceAll('"', ''), shown: other.photo };
});

await withScratchLibrary(async (library) => {
  await library.index(dirname(join(root, lines[0]?.photo ?? '')));
  const pictures = new Map<string, EncodedMoment>();
  const nearest = new Map<string, Set<number>>();
  for (const { photo } of pairs) {
    const picture = await encoded(library, photo);
    pictures.set(photo, picture);
    nearest.set(photo, new Set(await itemsOf(library, '', [picture], few)));
  }
  for (const weight of [...weights, 'the words alone', 'the picture alone'] as const) {
    let [found, kept] = [0, 0];
    for (const { photo, caption, shown } of pairs) {
      const text = typeof weight === 'number' ? `"${caption}"^${weight}` : `"${caption}"`;
      const picture = pictures.get(photo) as EncodedMoment;
      const items = await itemsOf(
        library,
        weight === 'the picture alone' ? '' : text,
        weight === 'the words alone' ? [] : [picture],
        many,
      );
      const wanted = library.catalog.itemAtPath(join(root, shown));
      found += Number(items.slice(0, few).some((itemId) => itemId === wanted));
      kept += items.filter((itemId) => nearest.get(photo)?.has(itemId)).length;
    }
    console.log(
      JSON.stringify({
        words: weight,
        'B in the first 10, %': percent(found / pairs.length),
        'nearest to A in the first 50, %': percent(kept / (pairs.length * few)),
      }),
    );
  }
});

async function encoded({ workers }: ScratchLibrary, photo: string): Promise<EncodedMoment> {
  const { moments } = await workers.decodePicture(await readFile(join(root, photo)));
  const [picture] = await workers.encodePictures(moments.map(({ pixels }) => pixels));
  if (picture === undefined) throw new Error(`${photo} is no picture`);
  return picture;
}

async function itemsOf(
  { search }: ScratchLibrary,
  text: string,
  pictures: readonly EncodedMoment[],
  count: number,
): Promise<number[]> {
  const query = await search.compose({ text, pictures: [...pictures] });
  return search.top(query, count).map(({ itemId }) => itemId);
}

function percent(share: number): number {
  return Math.round(1000 * share) / 10;
}
