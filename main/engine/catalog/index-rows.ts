/** Rows of what search finds, and the columns they become. */
import { noTime } from '../contract/ranking-columns.ts';
import type { MomentColumns } from './types.ts';

/** momentId, itemId, code, timeMs, width, height, dateMs */
export type IndexRow = [number, number, Buffer, number | null, number, number, number];

const columnsSql = `
  SELECT moment.moment_id, item.item_id, code.code, moment.time_ms,
    content.width, content.height, content.date_ms`;
const visibleSql = `
  CROSS JOIN item ON item.content_id = moment.content_id AND item.visible = 1
  CROSS JOIN content ON content.content_id = moment.content_id`;

/** What a model coded, of moments from an id on and before another, in a sequential read. */
export const indexRowsSql = `${columnsSql}
  FROM code CROSS JOIN moment ON moment.moment_id = code.moment_id ${visibleSql}
  WHERE code.model_id = ? AND code.moment_id >= ? AND code.moment_id < ?
  ORDER BY code.moment_id`;

/** What a model coded of a content. */
export const contentIndexRowsSql = `${columnsSql}
  FROM moment CROSS JOIN code ON code.model_id = ? AND code.moment_id = moment.moment_id
  ${visibleSql}
  WHERE moment.content_id = ? ORDER BY moment.number`;

export type ColumnSizes = { readonly codeBytes: number };

export function aspectRatioOf(width: number, height: number): number {
  return height > 0 ? width / height : 1;
}

/** Columns with room for `count` rows. */
export function allocateColumns(sizes: ColumnSizes, count: number): MomentColumns {
  return {
    momentIds: new Uint32Array(count),
    itemIds: new Uint32Array(count),
    codes: new Uint8Array(count * sizes.codeBytes),
    timesMs: new Uint32Array(count),
    aspectRatios: new Float32Array(count),
    datesMs: new Float64Array(count),
  };
}

/** Fills `columns` from `rows`; throws RangeError when there are more or fewer than fit. */
export function fillColumns(
  columns: MomentColumns,
  rows: Iterable<IndexRow>,
  sizes: ColumnSizes,
): MomentColumns {
  const { codeBytes } = sizes;
  const count = columns.momentIds.length;
  let row = 0;
  for (const [momentId, itemId, code, timeMs, width, height, dateMs] of rows) {
    if (row === count || code.length !== codeBytes) {
      throw new RangeError(
        `moment ${momentId}: row ${row + 1} of ${count}, code of ${code.length} bytes`,
      );
    }
    columns.momentIds[row] = momentId;
    columns.itemIds[row] = itemId;
    columns.codes.set(code, row * codeBytes);
    columns.timesMs[row] = timeMs ?? noTime;
    columns.aspectRatios[row] = aspectRatioOf(width, height);
    columns.datesMs[row] = dateMs;
    row += 1;
  }
  if (row !== count) throw new RangeError(`${row} rows of an index of ${count}`);
  return columns;
}
