/** Growing, filling and sweeping of the index's columns: plain typed arrays, one row a moment. */
import { type ColumnSizes, numberColumnNames } from '../../catalog/index-rows.ts';
import type { MomentColumns } from '../../catalog/types.ts';

export { allocateColumns } from '../../catalog/index-rows.ts';

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
  target.codes.set(source.codes.subarray(0, rows * shape.codeBytes), at * shape.codeBytes);
  for (const name of numberColumnNames) target[name].set(source[name].subarray(0, rows), at);
}

/** Moves one row down, in place. */
export function moveRow(
  columns: MomentColumns,
  { codeBytes }: ColumnShape,
  from: number,
  to: number,
): void {
  columns.momentIds.copyWithin(to, from, from + 1);
  columns.codes.copyWithin(to * codeBytes, from * codeBytes, (from + 1) * codeBytes);
  for (const name of numberColumnNames) columns[name].copyWithin(to, from, from + 1);
}

/** Throws RangeError when the columns do not all hold the same number of rows. */
export function assertShape(columns: MomentColumns, shape: ColumnShape): void {
  const rows = columns.momentIds.length;
  const fits =
    columns.codes.length === rows * shape.codeBytes &&
    numberColumnNames.every((name) => columns[name].length === rows);
  if (fits) return;
  throw new RangeError(
    `${rows} moments with ${columns.codes.length} bytes of codes do not fit ${shape.codeBytes} a moment`,
  );
}
