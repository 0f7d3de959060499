/**
 * Does search know when nothing matches? Captions of photos that are there, and words for what is in
 * none of them (unanswerable.txt), over a library of the captioned photos.
 * `npm run -s measure -- cut-off DATA`: a folder with captions-val.jsonl, its photos, and `more`.
 * `training.plots` draws its ROC.
 */
import { readFile, realpath } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import type { SearchEngine } from '../../main/engine/search/types.ts';
import { manifest } from '../support/builtin-model.ts';
import { withScratchLibrary } from '../support/scratch-library.ts';

type Line = { photo: string; en: string[] };
/** Best score of all, and of the right photo where it is among the ten best. */
type Asked = { readonly best: number; readonly right?: number };

const [given] = process.argv.slice(2);
if (given === undefined) throw new Error('which data?');
const data = await realpath(given);
const read = async (file: string): Promise<Line[]> =>
  (await readFile(join(data, file), 'utf8'))
    .split('\n')
    .filter((line) => line.trim() !== '')
    .map((line) => JSON.parse(line) as Line);
const lines = await read('captions-val.jsonl');
const absent = await unanswerable();

await withScratchLibrary(async ({ catalog, search, index }) => {
  const folder = dirname(join(data, lines[0]?.photo ?? ''));
  await index(folder);
  const itemOf = new Map(lines.map(({ photo }) => [photo, catalog.itemAtPath(join(data, photo))]));
  const answerable: Asked[] = [];
  for (const { photo, en } of lines) {
    for (const text of en) answerable.push(await ask(search, text, itemOf.get(photo)));
  }
  const sets = new Map<string, Asked[]>();
  for (const { set, text } of absent) {
    sets.set(set, [...(sets.get(set) ?? []), await ask(search, text)]);
  }
  report(answerable, sets);
});

async function ask(search: SearchEngine, text: string, itemId?: number): Promise<Asked> {
  // In quotation marks: a caption is one description, whatever signs are in it.
  const query = await search.compose({ text: `"${text.replaceAll('"', '')}"`, pictures: [] });
  const top = search.top(query, 10);
  const right = top.find((moment) => moment.itemId === itemId)?.score;
  return { best: top[0]?.score ?? 0, ...(right !== undefined && { right }) };
}

async function unanswerable(): Promise<{ set: string; text: string }[]> {
  const list = await readFile(new URL('unanswerable.txt', import.meta.url), 'utf8');
  const photos = list.split('\n').filter((line) => line !== '' && !line.startsWith('#'));
  const found: { set: string; text: string }[] = [];
  for (const set of new Set(photos.map((photo) => photo.split('/')[1] as string))) {
    const texts = new Map((await read(`more/${set}.jsonl`)).map(({ photo, en }) => [photo, en[0]]));
    for (const photo of photos.filter((each) => each.startsWith(`more/${set}/`))) {
      const text = texts.get(photo);
      if (text === undefined) throw new Error(`${photo} has no words`);
      // Labels are one word each, parted by commas; a sentence keeps its own.
      found.push({ set, text: set === 'rooms' ? (text.split(',')[0] as string) : text });
    }
  }
  return found;
}

function report(answerable: readonly Asked[], sets: ReadonlyMap<string, readonly Asked[]>): void {
  const shown = answerable.flatMap(({ right }) => (right === undefined ? [] : [right]));
  const absent = [...sets.values()].flat();
  const percent = (part: number, whole: number) => Math.round((1000 * part) / whole) / 10;
  const below = (scores: readonly number[], cut: number) =>
    percent(scores.filter((score) => score < cut).length, scores.length);
  const { cuts = { loose: 0, normal: 0, strict: 0 } } = manifest.calibration.text;
  for (const [strictness, cut] of Object.entries(cuts)) {
    console.log(
      JSON.stringify({
        strictness,
        cut,
        'right photos of the ten best that are lost, %': below(shown, cut),
        'unanswerable that say nothing matches, %': below(
          absent.map(({ best }) => best),
          cut,
        ),
        ...Object.fromEntries(
          [...sets].map(([set, own]) => [
            set,
            below(
              own.map(({ best }) => best),
              cut,
            ),
          ]),
        ),
      }),
    );
  }
  const area = areaUnderCurve(
    answerable.map(({ best }) => best),
    absent.map(({ best }) => best),
  );
  const points = [0.5, 1, 2, 5, 10, 20, 30, 50].map((lost) => {
    const cut = shown.toSorted((a, b) => a - b)[Math.floor((shown.length * lost) / 100)] ?? 0;
    return [
      lost,
      below(
        absent.map(({ best }) => best),
        cut,
      ),
    ];
  });
  const cutsAt = [...new Set(absent.map(({ best }) => best))].sort((a, b) => b - a);
  const answered = (scores: readonly Asked[], cut: number) =>
    Math.round(
      100 *
        (100 -
          below(
            scores.map(({ best }) => best),
            cut,
          )),
    ) / 100;
  const roc = cutsAt.map((cut) => [answered(absent, cut), answered(answerable, cut)]);
  console.log(JSON.stringify({ 'answered, %: of unanswerable, of answerable': roc }));
  const queries = { answerable: answerable.length, unanswerable: absent.length };
  console.log(JSON.stringify({ ...queries, areaUnderCurve: area, 'lost %, told %': points }));
}

/** How often an answerable query's best score is above an unanswerable one's. */
function areaUnderCurve(above: readonly number[], below: readonly number[]): number {
  const sorted = below.toSorted((a, b) => a - b);
  let wins = 0;
  for (const score of above) {
    let [low, high] = [0, sorted.length];
    while (low < high) {
      const middle = (low + high) >> 1;
      if ((sorted[middle] as number) < score) low = middle + 1;
      else high = middle;
    }
    wins += low;
  }
  return Math.round((1000 * wins) / (above.length * below.length)) / 1000;
}
