/**
 * Does search know when nothing matches? Captions of photos that are there, short questions
 * (short-queries.txt), and words for what is in none of them (unanswerable.txt), over a library of the
 * captioned photos; the short questions also over each twelfth of it. What is told of "unseen" ones is of
 * photos and words to which nothing was fitted.
 * `npm run -s measure -- cut-off DATA`: a folder with captions-val.jsonl, its photos, and `more`.
 * `training.plots` draws its ROC.
 */
import { mkdir, realpath, symlink } from 'node:fs/promises';
import { basename, join } from 'node:path';
import { manifest } from '../support/builtin-model.ts';
import {
  isUnseen,
  otherLanguages,
  readLines,
  shortQueries,
  unanswerable,
} from '../support/cut-off-questions.ts';
import { withScratchLibrary } from '../support/scratch-library.ts';

/** Its best score, whether what stands there is right, and the scores of right ones among the ten best. */
type Asked = { readonly best: number; readonly isRight: boolean; readonly right: number[] };

const [given] = process.argv.slice(2);
if (given === undefined) throw new Error('which data?');
const data = await realpath(given);
const lines = await readLines(join(data, 'captions-val.jsonl'));
const short = await shortQueries(lines);
const absent = await unanswerable(data);

/** Twelfths of the library, as folders: of photos to which something was fitted, and of others. */
const seenParts = Array.from({ length: 9 }, (_, number) => `seen${number}`);
const unseenParts = Array.from({ length: 3 }, (_, number) => `unseen${number}`);
const partOf = new Map<string, string>();
for (const [parts, unseen] of [
  [seenParts, false],
  [unseenParts, true],
] as const) {
  const photos = lines.map(({ photo }) => photo).filter((photo) => isUnseen(photo) === unseen);
  for (const [place, photo] of photos.entries()) {
    partOf.set(photo, parts[place % parts.length] as string);
  }
}

await withScratchLibrary(async ({ catalog, search, scratch, index }) => {
  const photos = join(scratch, 'photos');
  const placeOf = (photo: string) => join(photos, partOf.get(photo) ?? '', basename(photo));
  for (const part of [...seenParts, ...unseenParts]) {
    await mkdir(join(photos, part), { recursive: true });
  }
  for (const { photo } of lines) await symlink(join(data, photo), placeOf(photo));
  await index(photos);
  const photoOf = new Map(lines.map(({ photo }) => [catalog.itemAtPath(placeOf(photo)), photo]));

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

  async function askCaptions(language: 'en' | (typeof otherLanguages)[number]) {
    const found: (Asked & { unseen: boolean })[] = [];
    for (const line of lines) {
      for (const text of line[language] ?? []) {
        const unseen = isUnseen(line.photo);
        found.push({ ...(await ask(text, new Set([line.photo]))), unseen });
      }
    }
    return found;
  }

  async function askShort(parts: readonly string[]): Promise<Asked[]> {
    const found: Asked[] = [];
    for (const { text, right } of short) {
      for (const part of parts) {
        const isThere = [...right].some((photo) => partOf.get(photo) === part);
        if (isThere) found.push(await ask(text, right, `folder:${part}`));
      }
    }
    return found;
  }

  const captions = await askCaptions('en');
  const foreign: Record<string, Asked[]> = {};
  for (const language of otherLanguages) foreign[language] = await askCaptions(language);
  const whole: Asked[] = [];
  for (const { text, right } of short) whole.push(await ask(text, right));
  const told = [];
  for (const each of absent) told.push({ ...each, ...(await ask(each.text, new Set())) });
  report({
    captions: { all: captions, unseen: captions.filter(({ unseen }) => unseen), ...foreign },
    short: {
      'of 1,000 photos': whole,
      'of a twelfth': await askShort([...seenParts, ...unseenParts]),
      'of an unseen twelfth': await askShort(unseenParts),
    },
    nowhere: {
      all: told,
      unseen: told.filter(({ unseen }) => unseen),
      ...Object.groupBy(told, ({ set }) => set),
    },
  });
});

type Report = {
  readonly captions: Readonly<Record<string, readonly Asked[]>>;
  readonly short: Readonly<Record<string, readonly Asked[]>>;
  readonly nowhere: Readonly<Record<string, readonly Asked[] | undefined>>;
};

function report({ captions, short, nowhere }: Report): void {
  const { all = [] } = captions;
  const { all: told = [] } = nowhere;
  const shown = all.flatMap(({ right }) => right).toSorted((a, b) => a - b);
  const { cuts = { loose: 0, normal: 0, strict: 0 } } = manifest.calibration.text;
  for (const [strictness, cut] of Object.entries(cuts)) {
    print({
      strictness,
      cut,
      'right photos of the ten best that are lost, %': lost(captions, cut),
    });
    print({ strictness, 'unanswerable that say nothing matches, %': silent(nowhere, cut) });
    print({ strictness, 'short questions that say it, %': silent(short, cut) });
    const right = Object.entries(short).map(([name, asked]) => {
      return [name, asked.filter(({ isRight }) => isRight)] as const;
    });
    const best = silent(Object.fromEntries(right), cut);
    print({ strictness, 'of those whose best photo is right, %': best });
  }
  const counted = (asked: Report['nowhere']) =>
    Object.fromEntries(Object.entries(asked).map(([name, own = []]) => [name, own.length]));
  print({ captions: counted(captions), short: counted(short), unanswerable: counted(nowhere) });
  for (const percent of [1, 2, 3, 5, 6, 8, 10, 20]) {
    const cut = shown[Math.floor((shown.length * percent) / 100)] ?? 0;
    const { 'of 1,000 photos': whole, 'of a twelfth': part } = silent(short, cut);
    print({ 'lost, %': percent, 'unanswerable told, %': silent(nowhere, cut).all, whole, part });
  }
  const cutsAt = [...new Set(told.map(bestOf))].sort((a, b) => b - a);
  const roc = cutsAt.map((cut) => [answered(told, cut), answered(all, cut)]);
  print({ areaUnderCurve: areaUnderCurve(all.map(bestOf), told.map(bestOf)) });
  print({ 'answered, %: of unanswerable, of answerable': roc });
}

function print(line: object): void {
  console.log(JSON.stringify(line));
}

function bestOf({ best }: Asked): number {
  return best;
}

function lost(asked: Report['captions'], cut: number): Record<string, number> {
  return Object.fromEntries(
    Object.entries(asked).map(([name, own]) => {
      return [
        name,
        below(
          own.flatMap(({ right }) => right),
          cut,
        ),
      ];
    }),
  );
}

/** How many of each kind say that nothing matches, in percent. */
function silent(asked: Report['nowhere'], cut: number): Record<string, number> {
  return Object.fromEntries(
    Object.entries(asked).map(([name, own = []]) => [name, below(own.map(bestOf), cut)]),
  );
}

function answered(asked: readonly Asked[], cut: number): number {
  return Math.round(10 * (100 - below(asked.map(bestOf), cut))) / 10;
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
