/** Whether the index on disk says what the library says: both are read by ascending moment id. */
import type { CheckReport } from '../contract/library.ts';
import { messages } from '../contract/messages/index.ts';
import type { CheckedLibrary } from './check.ts';
import { createIndexBlocks, IndexDamagedError } from './index-blocks.ts';
import { type IndexRow, indexRowsSql, numberColumnNames, numbersOf } from './index-rows.ts';
import type { MomentColumns } from './types.ts';

type Problem = CheckReport['problems'][number];

/** At most `most` problems; none where the index has not been made yet. */
export function indexProblems(library: CheckedLibrary, most: number): Problem[] {
  // One transaction, so that an engine may write meanwhile.
  const find = library.database.transaction(() => {
    const found: number[] = [];
    for (const momentId of differingMoments(library)) {
      if (found.push(momentId) === most) break;
    }
    return found;
  });
  const { index, indexDamaged } = messages.catalog.check;
  try {
    return find().map((momentId) => ({ kind: 'index', what: index(momentId) }));
  } catch (error) {
    if (!(error instanceof IndexDamagedError)) throw error;
    return [{ kind: 'index', what: indexDamaged(error.message) }];
  }
}

/** In ascending order, as far as it is asked. */
function* differingMoments({ database, modelId, model }: CheckedLibrary): Generator<number> {
  const codeBytes = model.codeBits / 8;
  const blocks = createIndexBlocks(database, modelId, { codeBytes }, () => {});
  if (!blocks.isBuilt) return;
  const columns = blocks.load();
  const { momentIds } = columns;
  let place = 0;
  const rows = database.prepare<[number, number, number], IndexRow>(indexRowsSql).raw();
  for (const row of rows.iterate(modelId, 0, Number.MAX_SAFE_INTEGER)) {
    const [momentId, , code] = row;
    for (; (momentIds[place] ?? momentId) < momentId; place += 1) {
      yield momentIds[place] as number;
    }
    const isThere = momentIds[place] === momentId;
    // A code of another size is a problem of its own.
    const isRight = code.length !== codeBytes || (isThere && isSame(columns, place, row));
    if (!isRight) yield momentId;
    if (isThere) place += 1;
  }
  yield* momentIds.subarray(place);
}

function isSame(columns: MomentColumns, place: number, row: IndexRow): boolean {
  const [, , code] = row;
  const start = place * code.length;
  const numbers = numbersOf(row);
  return (
    numberColumnNames.every((name) => Object.is(columns[name][place], numbers[name])) &&
    code.equals(columns.codes.subarray(start, start + code.length))
  );
}
