/**
 * What a query's words find in names of files, folders and cameras and in what the person wrote: evidence beside what
 * pictures show. A word counts by how rare it is (inverse document frequency, Sparck Jones 1972), so
 * "IMG_2041" finds that file, and a word that every item has finds nothing.
 */
import type { Catalog } from '../../catalog/types.ts';
import { type WordPlace, wordPlaces } from '../../contract/library.ts';
import type { WordsTerm } from '../../contract/query/syntax.ts';

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
const trust: Readonly<Record<WordPlace, number>> = {
  name: 0.98,
  tag: 0.95,
  album: 0.8,
  caption: 0.9,
  folder: 0.7,
  camera: 0.7,
  lens: 0.7,
};
/** Of a word that only begins with what was asked for. */
const begunTrust = 0.6;
/** From here on a word is rare: its weight is this share of what one of a single item has. */
const rareShare = 0.5;

/** A word that more items have says too little to look at them. */
const mostItemsOfWord = 20_000;
const mostWords = 16;

/** Words that only join others, in the languages of the built-in model. */
const joining = new Set(
  (
    'the and with for from that this into over his her der die das den dem des und mit ein eine ' +
    'einer einem einen vor von auf aus bei les des une dans avec sur pour par est ' +
    'pod nad pro při nebo jeho její'
  ).split(' '),
);

/** Scripts without spaces between words: one character may be a word, and more may follow. */
const unspaced = /[\p{sc=Han}\p{sc=Hiragana}\p{sc=Katakana}\p{sc=Hangul}\p{sc=Thai}]/u;

/** `items`: how many the library shows. Minus words are no evidence. */
export function findNamed(
  catalog: Pick<Catalog, 'itemsNamed'>,
  terms: readonly WordsTerm[],
  items: number,
): NamedItems {
  const found = new Map<number, { chance: number; found: NamedWord[] }>();
  const weightOf = (count: number) => Math.log((items + 1) / (Math.min(count, items) + 1));
  const mostWeight = Math.log(items + 1);
  let whole = 0;

  /** Each item counts a word once, in the place that is trusted most. */
  function add(words: string, hits: readonly Hit[], weight: number, trusted: number): void {
    const rarity = Math.min(1, weight / mostWeight / rareShare);
    const seen = new Set<number>();
    for (const { itemId, place } of hits) {
      const named = found.get(itemId) ?? { chance: 0, found: [] };
      found.set(itemId, named);
      named.found.push({ words, place });
      if (seen.has(itemId)) continue;
      seen.add(itemId);
      named.chance += weight * rarity * trusted * trust[place];
    }
  }

  for (const words of wordsOf(terms)) {
    const exact = hitsOf(catalog, words, false);
    if (exact === undefined) continue;
    const weight = weightOf(countItems(exact));
    whole += weight;
    add(words, exact, weight, 1);
    const begun = mayGoOn(words) ? (hitsOf(catalog, words, true) ?? []) : [];
    const whoHasIt = new Set(exact.map(({ itemId }) => itemId));
    const others = begun.filter(({ itemId }) => !whoHasIt.has(itemId));
    if (others.length > 0) add(words, others, weightOf(countItems(others)), begunTrust);
  }
  const all = [...found].flatMap(([itemId, { chance, found }]) => {
    return chance > 0 ? [[itemId, { chance: chance / whole, found }] as const] : [];
  });
  return new Map(all);
}

type Hit = { readonly itemId: number; readonly place: WordPlace };

/** In order of trust; undefined where too many items have the words. */
function hitsOf(
  catalog: Pick<Catalog, 'itemsNamed'>,
  words: string,
  begins: boolean,
): Hit[] | undefined {
  const options = { begins, most: mostItemsOfWord + 1 };
  const anywhere = catalog.itemsNamed(words, options);
  if (anywhere.length > mostItemsOfWord) return undefined;
  if (anywhere.length === 0) return [];
  return wordPlaces.flatMap((place) =>
    Array.from(catalog.itemsNamed(words, { ...options, place }), (itemId) => ({ itemId, place })),
  );
}

function countItems(hits: readonly Hit[]): number {
  return new Set(hits.map(({ itemId }) => itemId)).size;
}

/** The wanted words, each once, without punctuation around them. */
function wordsOf(terms: readonly WordsTerm[]): string[] {
  const words = terms
    .filter((term) => !term.minus)
    .flatMap((term) => term.words.toLowerCase().split(/\s+/u))
    .map((word) => word.replace(/^[^\p{L}\p{N}]+/u, '').replace(/[^\p{L}\p{N}]+$/u, ''))
    .filter((word) => isTelling(word) && !joining.has(word));
  return [...new Set(words)].slice(0, mostWords);
}

const isTelling = (word: string): boolean =>
  word.length > 2 || /\p{N}/u.test(word) || unspaced.test(word);

/** A beginning is enough of what looks like a file's name, "IMG_20", and where no spaces part words. */
function mayGoOn(word: string): boolean {
  return (word.length > 3 && /[\p{N}_]/u.test(word)) || unspaced.test(word);
}
