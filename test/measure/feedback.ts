/**
 * Do "more of these" and "less of these" help? A label is asked for; of the first twenty, the first two
 * that bear it and the first two that do not are judged. Mean average precision over all others, without
 * and with that.
 * `npm run -s measure -- feedback DATA`: a folder with `more`, whose sets of labelled pictures are used.
 */
import { readFile, realpath } from 'node:fs/promises';
import { join } from 'node:path';
import type { RankedMoment } from '../../main/engine/search/types.ts';
import { type ScratchLibrary, withScratchLibrary } from '../support/scratch-library.ts';

const sets = ['scenes', 'weather', 'clothing', 'objects101'];
const judged = 2;
const looked = 20;
type Line = { photo: string; en: string[] };

const [given] = process.argv.slice(2);
if (given === undefined) throw new Error('which data?');
const data = await realpath(given);

await withScratchLibrary(async (library) => {
  const labels = new Map<number, string>();
  for (const set of sets) {
    await library.index(join(data, 'more', set));
    const lines = (await readFile(join(data, 'more', `${set}.jsonl`), 'utf8')).trim().split('\n');
    for (const line of lines.map((each) => JSON.parse(each) as Line)) {
      const itemId = library.catalog.itemAtPath(join(data, line.photo));
      if (itemId !== undefined) labels.set(itemId, line.en[0] ?? '');
    }
  }
  const asked = [...new Set(labels.values())].sort();
  const sums = new Map<string, number>();
  let counted = 0;
  for (const label of asked) {
    const bears = ({ itemId }: RankedMoment) => labels.get(itemId) === label;
    const first = await rankingOf(library, label, [], []);
    const yes = first.slice(0, looked).filter(bears).slice(0, judged);
    const no = first
      .slice(0, looked)
      .filter((moment) => !bears(moment))
      .slice(0, judged);
    if (yes.length === 0 || no.length === 0) continue;
    const known = new Set([...yes, ...no].map(({ itemId }) => itemId));
    const ways = {
      'the words alone': first,
      'more of two': await rankingOf(library, label, yes, []),
      'less of two': await rankingOf(library, label, [], no),
      both: await rankingOf(library, label, yes, no),
      'without the words': await rankingOf(library, '', yes, no),
    };
    counted += 1;
    for (const [way, ranked] of Object.entries(ways)) {
      const rest = ranked.filter(({ itemId }) => labels.has(itemId) && !known.has(itemId));
      sums.set(way, (sums.get(way) ?? 0) + averagePrecision(rest.map(bears)));
    }
  }
  for (const [way, sum] of sums) {
    console.log(JSON.stringify({ way, 'mean average precision, %': percent(sum / counted) }));
  }
  console.log(JSON.stringify({ labels: asked.length, judged: counted, pictures: labels.size }));
});

/** All of it, best first. */
async function rankingOf(
  { search }: ScratchLibrary,
  text: string,
  yes: readonly RankedMoment[],
  no: readonly RankedMoment[],
): Promise<RankedMoment[]> {
  const vectors = (moments: readonly RankedMoment[]) =>
    moments.flatMap(({ momentId }) => search.vectorOfMoment(momentId) ?? []);
  const query = await search.compose({ text, pictures: vectors(yes), unwanted: vectors(no) });
  return search.top(query, search.moments);
}

function averagePrecision(right: readonly boolean[]): number {
  let [found, sum] = [0, 0];
  for (const [index, isRight] of right.entries()) {
    if (!isRight) continue;
    found += 1;
    sum += found / (index + 1);
  }
  return found === 0 ? 0 : sum / found;
}

function percent(share: number): number {
  return Math.round(share * 1_000) / 10;
}
