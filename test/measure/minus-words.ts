/**
 * What "-words" do: queries "A" and "A -B^weight" over captioned photos, for words that their
 * captions often have together. Of the first 20: how many captions speak of A, and how many of B.
 * `npm run -s measure -- minus-words CAPTIONS.jsonl`: photos lie beside it, as for `evaluate`.
 */
import { readFile, realpath } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { withScratchLibrary } from '../support/scratch-library.ts';

const shown = 20;
const weights = [0, 0.5, 1, 1.5, 2, 3];
/** B is with A in this share of A's photos. */
const [rarest, mostCommon] = [0.15, 0.5];
const mostPairs = 60;
const notThings = new Set(
  'a an the and in on of with is are at to by his her their its while as two three one up down over through into from man men woman women wearing standing sitting white black red blue brown green yellow young small large little it front some out near another other for has an him them being holding looking'.split(
    ' ',
  ),
);

const [given] = process.argv.slice(2);
if (given === undefined) throw new Error('which captions?');
type Line = { photo: string; en: string[] };
const lines = (await readFile(given, 'utf8'))
  .split('\n')
  .filter((line) => line.trim() !== '')
  .map((line) => JSON.parse(line) as Line);
const wordsOf = new Map(lines.map(({ photo, en }) => [photo, new Set(en.flatMap(words))]));
const pairs = oftenTogether();

await withScratchLibrary(async ({ catalog, search, index }) => {
  const folder = dirname(join(dirname(await realpath(given)), lines[0]?.photo ?? ''));
  await index(folder);
  for (const weight of weights) {
    let wanted = 0;
    let unwanted = 0;
    for (const [a, b] of pairs) {
      const text = weight === 0 ? a : `${a} -${b}^${weight}`;
      const top = search.top(await search.compose({ text, pictures: [] }), shown);
      const paths = catalog.pathsOfItems(top.map(({ itemId }) => itemId));
      for (const [path] of paths.values()) {
        const said = wordsOf.get(lines.find(({ photo }) => path.endsWith(photo))?.photo ?? '');
        wanted += Number(said?.has(a));
        unwanted += Number(said?.has(b));
      }
    }
    const all = pairs.length * shown;
    console.log(
      JSON.stringify({ weight, wanted: share(wanted, all), unwanted: share(unwanted, all) }),
    );
  }
  console.log(pairs.map((pair) => pair.join(' -')).join(', '));
});

function words(caption: string): string[] {
  return caption.toLowerCase().match(/[a-z]+/g) ?? [];
}

/** Pairs of common words, the most common first, each A at most twice. */
function oftenTogether(): [string, string][] {
  const counts = new Map<string, number>();
  for (const said of wordsOf.values()) {
    for (const word of said) counts.set(word, (counts.get(word) ?? 0) + 1);
  }
  const common = [...counts]
    .filter(([word, count]) => count >= 30 && word.length > 2 && !notThings.has(word))
    .sort((one, other) => other[1] - one[1])
    .map(([word]) => word);
  return common
    .flatMap((a) => {
      const withA = [...wordsOf.values()].filter((said) => said.has(a));
      return common
        .filter((b) => {
          const together = withA.filter((said) => said.has(b)).length / withA.length;
          return b !== a && together >= rarest && together <= mostCommon;
        })
        .slice(0, 2)
        .map((b): [string, string] => [a, b]);
    })
    .slice(0, mostPairs);
}

function share(count: number, all: number): string {
  return `${((100 * count) / all).toFixed(1)} %`;
}
