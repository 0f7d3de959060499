/** Growing, filling and sweeping of the index's columns: plain typed arrays, one row a moment. */
import type { ColumnSizes } from '../catalog/index-rows.ts';
import type { MomentColumns } from '../catalog/types.ts';

export { allocateColumns } from '../catalog/index-rows.ts';

export type ColumnShape = ColumnSizes;

/** Copies the first `rows` rows of `source` into `target`, from its row `at` on. */
export function copyRows(
  source: MomentColumns,
  target: MomentColumns,
  shape: ColumnShape,
  at: number,
  rows: number,
): void {
  target.momentIds.set(source.momentIds.subarray(0, rows), at);
  target.itemIds.set(source.itemIds.subarray(0, rows), at);
  target.codes.set(source.codes.subarray(0, rows * shape.codeBytes), at * shape.codeBytes);
  target.timesMs.set(source.timesMs.subarray(0, rows), at);
  target.aspectRatios.set(source.aspectRatios.subarray(0, rows), at);
  target.datesMs.set(source.datesMs.subarray(0, rows), at);
}

/** Moves one row down, in place. */
export function moveRow(
  columns: MomentColumns,
  shape: ColumnShape,
  from: number,
  to: number,
): void {
  const move = (
    column: { copyWithin(target: number, start: number, end: number): unknown },
    width: number,
  ) => column.copyWithin(to * width, from * width, (from + 1) * width);
  move(columns.momentIds, 1);
  move(columns.itemIds, 1);
  move(columns.codes, shape.codeBytes);
  move(columns.timesMs, 1);
  move(columns.aspectRatios, 1);
  move(columns.datesMs, 1);
}

/** Throws RangeError when the columns do not all hold the same number of rows. */
export function assertShape(columns: MomentColumns, shape: ColumnShape): void {
  const rows = columns.momentIds.length;
  const fits =
    columns.itemIds.length === rows &&
    columns.codes.length === rows * shape.codeBytes &&
    columns.timesMs.length === rows &&
    columns.aspectRatios.length === rows &&
    columns.datesMs.length === rows;
  if (fits) return;
  throw new RangeError(
    `${rows} moments with ${columns.codes.length} bytes of codes do not fit ${shape.codeBytes} a moment`,
  );
}
