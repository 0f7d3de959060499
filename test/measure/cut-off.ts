/**
 * Does search know when nothing matches? Captions of photos that are there, short questions
 * (short-queries.txt), and words for what is in none of them (unanswerable.txt), over a library of the
 * captioned photos; the short questions also over a tenth of it, ten times.
 * `npm run -s measure -- cut-off DATA`: a folder with captions-val.jsonl, its photos, and `more`.
 * `training.plots` draws its ROC.
 */
import { mkdir, realpath, symlink } from 'node:fs/promises';
import { basename, join } from 'node:path';
import { manifest } from '../support/builtin-model.ts';
import { readLines, shortQueries, unanswerable } from '../support/cut-off-questions.ts';
import { withScratchLibrary } from '../support/scratch-library.ts';

/** Its best score, whether what stands there is right, and the scores of right ones among the ten best. */
type Asked = { readonly best: number; readonly isRight: boolean; readonly right: number[] };

const [given] = process.argv.slice(2);
if (given === undefined) throw new Error('which data?');
const data = await realpath(given);
const lines = await readLines(join(data, 'captions-val.jsonl'));
const short = await shortQueries(lines);
const absent = await unanswerable(data);
const tenths = Array.from({ length: 10 }, (_, number) => `tenth${number}`);

await withScratchLibrary(async ({ catalog, search, scratch, index }) => {
  const photos = join(scratch, 'photos');
  for (const tenth of tenths) await mkdir(join(photos, tenth), { recursive: true });
  const placeOf = (row: number) => join(photos, tenths[row % 10] as string);
  for (const [row, { photo }] of lines.entries()) {
    await symlink(join(data, photo), join(placeOf(row), basename(photo)));
  }
  await index(photos);
  const photoOf = new Map(
    lines.map(({ photo }, row) => [catalog.itemAtPath(join(placeOf(row), basename(photo))), photo]),
  );

  /** In quotation marks: a caption is one description, whatever signs are in it. */
  async function ask(text: string, right: ReadonlySet<string>, filter = ''): Promise<Asked> {
    const asked = `"${text.replaceAll('"', '')}" ${filter}`;
    const top = search.top(await search.compose({ text: asked, pictures: [] }), 10);
    const isRight = top.map(({ itemId }) => right.has(photoOf.get(itemId) ?? ''));
    return {
      best: top[0]?.score ?? 0,
      isRight: isRight[0] ?? false,
      right: top.filter((_, rank) => isRight[rank]).map(({ score }) => score),
    };
  }

  const captions: Asked[] = [];
  for (const { photo, en } of lines) {
    for (const text of en) captions.push(await ask(text, new Set([photo])));
  }
  const wholly: Asked[] = [];
  const partly: Asked[] = [];
  for (const { text, right } of short) {
    wholly.push(await ask(text, right));
    for (const [number, tenth] of tenths.entries()) {
      const isThere = lines.some(({ photo }, row) => row % 10 === number && right.has(photo));
      if (isThere) partly.push(await ask(text, right, `folder:${tenth}`));
    }
  }
  const nowhere = new Map<string, number[]>();
  for (const [set, texts] of absent) {
    const best: number[] = [];
    for (const text of texts) best.push((await ask(text, new Set())).best);
    nowhere.set(set, best);
  }
  report(captions, { 'of 1,000 photos': wholly, 'of 100 photos': partly }, nowhere);
});

function report(
  captions: readonly Asked[],
  short: Readonly<Record<string, readonly Asked[]>>,
  nowhere: ReadonlyMap<string, readonly number[]>,
): void {
  const shown = captions.flatMap(({ right }) => right).toSorted((a, b) => a - b);
  const told = [...nowhere.values()].flat();
  const { cuts = { loose: 0, normal: 0, strict: 0 } } = manifest.calibration.text;
  for (const [strictness, cut] of Object.entries(cuts)) {
    print({
      strictness,
      cut,
      'right photos of the ten best that are lost, %': below(shown, cut),
      'unanswerable that say nothing matches, %': below(told, cut),
      ...Object.fromEntries([...nowhere].map(([set, best]) => [set, below(best, cut)])),
    });
    for (const [library, asked] of Object.entries(short)) {
      const right = asked.filter(({ isRight }) => isRight);
      print({
        library: `short questions ${library}`,
        strictness,
        questions: asked.length,
        'that say nothing matches, %': below(asked.map(bestOf), cut),
        'of those whose best photo is right, %': below(right.map(bestOf), cut),
        'right photos of the ten best that are lost, %': below(
          asked.flatMap((each) => each.right),
          cut,
        ),
      });
    }
  }
  const best = captions.map(bestOf);
  const points = [0.5, 1, 2, 5, 10, 20, 30, 50].map((lost) => {
    const cut = shown[Math.floor((shown.length * lost) / 100)] ?? 0;
    return [lost, below(told, cut)];
  });
  const cutsAt = [...new Set(told)].sort((a, b) => b - a);
  const answered = (scores: readonly number[], cut: number) =>
    Math.round(100 * (100 - below(scores, cut))) / 100;
  const roc = cutsAt.map((cut) => [answered(told, cut), answered(best, cut)]);
  print({ 'answered, %: of unanswerable, of answerable': roc });
  const queries = { answerable: captions.length, unanswerable: told.length };
  print({ ...queries, areaUnderCurve: areaUnderCurve(best, told), 'lost %, told %': points });
}

function print(line: object): void {
  console.log(JSON.stringify(line));
}

function bestOf({ best }: Asked): number {
  return best;
}

/** How many of the scores are below the cut, in percent. */
function below(scores: readonly number[], cut: number): number {
  return Math.round((1000 * scores.filter((score) => score < cut).length) / scores.length) / 10;
}

/** How often an answerable query's best score is above an unanswerable one's. */
function areaUnderCurve(above: readonly number[], below: readonly number[]): number {
  const wins = above.reduce((sum, score) => sum + below.filter((each) => each < score).length, 0);
  return Math.round((1000 * wins) / (above.length * below.length)) / 1000;
}
