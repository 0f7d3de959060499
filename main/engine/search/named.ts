/**
 * What a query's words find in the names of files and folders and of cameras: evidence beside what
 * pictures show. A word counts by how rare it is (inverse document frequency, Sparck Jones 1972), so
 * "IMG_2041" finds that file and "the" finds nothing.
 */
import type { Catalog } from '../catalog/types.ts';
import { type WordPlace, wordPlaces } from '../contract/library.ts';
import type { WordsTerm } from '../contract/query/syntax.ts';

/** Words of the query that an item has as its own. */
export type NamedWord = { readonly words: string; readonly place: WordPlace };
export type Named = {
  /** 0 to 1: how surely the query means the item. */
  readonly chance: number;
  readonly found: readonly NamedWord[];
};
/** By item id. */
export type NamedItems = ReadonlyMap<number, Named>;

/** How surely a query means an item all of whose words stand there. */
const trust: Readonly<Record<WordPlace, number>> = { name: 0.98, folder: 0.7, camera: 0.7 };

/** A word that more items have says too little to look at them. */
const mostItemsOfWord = 20_000;
/** Items that names alone bring into the ranking's head. */
const mostItems = 1_000;
const mostWords = 16;

/** Words that only join others, in the languages of the built-in model. */
const joining = new Set(
  (
    'the and with for from that this into over his her der die das den dem des und mit ein eine ' +
    'einer einem einen vor von auf aus bei les des une dans avec sur pour par est ' +
    'pod nad pro při nebo jeho její'
  ).split(' '),
);

/** `items`: how many the library has. Minus words are no evidence. */
export function findNamed(
  catalog: Pick<Catalog, 'itemsNamed'>,
  terms: readonly WordsTerm[],
  items: number,
): NamedItems {
  const found = new Map<number, { chance: number; found: NamedWord[] }>();
  let whole = 0;
  for (const words of wordsOf(terms)) {
    const itemsOf = wordPlaces.map((place) => ({
      place,
      itemIds: catalog.itemsNamed(words, {
        place,
        begins: isNameLike(words),
        most: mostItemsOfWord + 1,
      }),
    }));
    const count = itemsOf.reduce((sum, { itemIds }) => sum + itemIds.length, 0);
    if (count > mostItemsOfWord) continue;
    const weight = Math.log((items + 1) / (Math.min(count, items) + 1)) + Number.EPSILON;
    whole += weight;
    const seen = new Set<number>();
    for (const { place, itemIds } of itemsOf) {
      for (const itemId of itemIds) {
        const named = found.get(itemId) ?? { chance: 0, found: [] };
        found.set(itemId, named);
        named.found.push({ words, place });
        // Places are in order of trust: a word counts once.
        if (seen.has(itemId)) continue;
        seen.add(itemId);
        named.chance += weight * trust[place];
      }
    }
  }
  const all = [...found].map(([itemId, { chance, found }]) => {
    return [itemId, { chance: chance / whole, found }] as const;
  });
  if (all.length <= mostItems) return new Map(all);
  all.sort(([a, first], [b, second]) => second.chance - first.chance || a - b);
  return new Map(all.slice(0, mostItems));
}

/** The wanted words, each once, without punctuation around them. */
function wordsOf(terms: readonly WordsTerm[]): string[] {
  const words = terms
    .filter((term) => !term.minus)
    .flatMap((term) => term.words.toLowerCase().split(/\s+/u))
    .map((word) => word.replace(/^[^\p{L}\p{N}]+|[^\p{L}\p{N}]+$/gu, ''))
    .filter((word) => (word.length > 2 || /\p{N}/u.test(word)) && !joining.has(word));
  return [...new Set(words)].slice(0, mostWords);
}

/** A beginning is enough of what looks like a file's name: "IMG_20". */
function isNameLike(word: string): boolean {
  return word.length > 3 && /[\p{N}_]/u.test(word);
}
