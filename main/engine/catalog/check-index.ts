/** Whether the index on disk says what the library says: both are read by ascending moment id. */
import type { CheckReport } from '../contract/library.ts';
import { messages } from '../contract/messages/index.ts';
import type { CheckedLibrary } from './check.ts';
import { createIndexBlocks, IndexDamagedError } from './index-blocks.ts';
import {
  type IndexRow,
  type IndexRowsAsked,
  indexRowsSql,
  numberColumnNames,
  numbersOf,
} from './index-rows.ts';
import type { MomentColumns } from './types.ts';

type Problem = CheckReport['problems'][number];

/** At most `most` problems of each kind; none where the index has not been made yet. */
export function indexProblems(library: CheckedLibrary, most: number): Problem[] {
  // One transaction, so that an engine may write meanwhile.
  const find = library.database.transaction(() => {
    const texts = messages.catalog.check;
    const [differing, others]: [Problem[], Problem[]] = [[], []];
    for (const { momentId, isOfCode } of differingMoments(library)) {
      if (!isOfCode && others.length < most) {
        others.push({ kind: 'index', what: texts.index(momentId) });
      } else if (isOfCode && differing.length < most) {
        differing.push({ kind: 'code-differs', what: texts.codeDiffers(momentId), momentId });
      }
      if (differing.length === most && others.length === most) break;
    }
    return [...differing, ...others];
  });
  try {
    return find();
  } catch (error) {
    if (!(error instanceof IndexDamagedError)) throw error;
    return [{ kind: 'index', what: messages.catalog.check.indexDamaged(error.message) }];
  }
}

/** `isOfCode`: only the code differs, so that nobody knows which of the two is right. */
type Differing = { readonly momentId: number; readonly isOfCode: boolean };

/** In ascending order, as far as it is asked. */
function* differingMoments({ database, modelId, model }: CheckedLibrary): Generator<Differing> {
  const sizes = { codeBytes: model.codeBits / 8, dimension: model.dimension };
  const blocks = createIndexBlocks(database, modelId, sizes, () => {});
  if (!blocks.isBuilt) return;
  const columns = blocks.load();
  const { momentIds } = columns;
  let place = 0;
  const rows = database.prepare<[IndexRowsAsked], IndexRow>(indexRowsSql).raw();
  const asked = { ...sizes, modelId, from: 0, until: Number.MAX_SAFE_INTEGER };
  for (const row of rows.iterate(asked)) {
    const [momentId, , code] = row;
    for (; (momentIds[place] ?? momentId) < momentId; place += 1) {
      yield { momentId: momentIds[place] as number, isOfCode: false };
    }
    const isThere = momentIds[place] === momentId;
    const start = place * code.length;
    if (!isThere || !hasSameNumbers(columns, place, row)) yield { momentId, isOfCode: false };
    else if (!code.equals(columns.codes.subarray(start, start + code.length))) {
      yield { momentId, isOfCode: true };
    }
    if (isThere) place += 1;
  }
  for (const momentId of momentIds.subarray(place)) yield { momentId, isOfCode: false };
}

function hasSameNumbers(columns: MomentColumns, place: number, row: IndexRow): boolean {
  const numbers = numbersOf(row);
  return numberColumnNames.every((name) => Object.is(columns[name][place], numbers[name]));
}
