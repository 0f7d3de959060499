/** Whether the index on disk says what the library says: both are read by ascending moment id. */
import type { CheckReport } from '../contract/library.ts';
import { messages } from '../contract/messages/index.ts';
import { noTime } from '../contract/ranking-columns.ts';
import type { CheckedLibrary } from './check.ts';
import { createIndexBlocks } from './index-blocks.ts';
import { aspectRatioOf, type IndexRow, indexRowsSql } from './index-rows.ts';
import type { MomentColumns } from './types.ts';

type Problem = CheckReport['problems'][number];

/** At most `most` problems; none where the index has not been made yet. */
export function indexProblems(library: CheckedLibrary, most: number): Problem[] {
  // One transaction, so that an engine may write meanwhile.
  const find = library.database.transaction(() => differingMoments(library));
  return find()
    .slice(0, most)
    .map((momentId) => ({ kind: 'index', what: messages.catalog.check.index(momentId) }));
}

function differingMoments({ database, modelId, model }: CheckedLibrary): number[] {
  const codeBytes = model.codeBits / 8;
  const blocks = createIndexBlocks(database, modelId, { codeBytes });
  if (!blocks.isBuilt) return [];
  const columns = blocks.load();
  const { momentIds } = columns;
  const differing: number[] = [];
  let place = 0;
  const rows = database.prepare<[number, number, number], IndexRow>(indexRowsSql).raw();
  for (const row of rows.iterate(modelId, 0, Number.MAX_SAFE_INTEGER)) {
    const [momentId, , code] = row;
    for (; (momentIds[place] ?? momentId) < momentId; place += 1) {
      differing.push(momentIds[place] as number);
    }
    const isThere = momentIds[place] === momentId;
    // A code of another size is a problem of its own.
    const isRight = code.length !== codeBytes || (isThere && isSame(columns, place, row));
    if (!isRight) differing.push(momentId);
    if (isThere) place += 1;
  }
  differing.push(...momentIds.subarray(place));
  return differing;
}

function isSame(columns: MomentColumns, place: number, row: IndexRow): boolean {
  const [, itemId, code, timeMs, width, height, dateMs] = row;
  const start = place * code.length;
  return (
    columns.itemIds[place] === itemId &&
    columns.timesMs[place] === (timeMs ?? noTime) &&
    columns.aspectRatios[place] === Math.fround(aspectRatioOf(width, height)) &&
    columns.datesMs[place] === dateMs &&
    code.equals(columns.codes.subarray(start, start + code.length))
  );
}
