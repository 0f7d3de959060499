/** Rows of what search finds, and the columns they become. */
import { noTime } from '../contract/ranking-columns.ts';
import type { MomentColumns } from './types.ts';

/** As `indexRowsSql` selects them. */
export type IndexRow = [
  momentId: number,
  itemId: number,
  code: Buffer,
  timeMs: number | null,
  width: number,
  height: number,
  dateMs: number,
  sizeBytes: number,
  durationMs: number | null,
  latitude: number | null,
  longitude: number | null,
  localMs: number,
];

/** The columns that hold a number a row. Those of eight bytes come first, so that blocks are aligned. */
export const numberColumns = {
  datesMs: Float64Array,
  days: Int32Array,
  itemIds: Uint32Array,
  timesMs: Uint32Array,
  aspectRatios: Float32Array,
  sizesBytes: Float32Array,
  durationsMs: Float32Array,
  latitudes: Float32Array,
  longitudes: Float32Array,
} as const;

export type NumberColumns = Pick<MomentColumns, keyof typeof numberColumns>;
export const numberColumnNames = Object.keys(numberColumns) as (keyof NumberColumns)[];

/** What a row says, by column, as the column rounds it. */
export function numbersOf(row: IndexRow): Readonly<Record<keyof NumberColumns, number>> {
  const [, itemId, , timeMs, width, height, dateMs, sizeBytes, durationMs, ...place] = row;
  const [latitude, longitude, localMs] = place;
  return {
    datesMs: dateMs,
    days: Math.floor(localMs / dayMs),
    itemIds: itemId,
    timesMs: timeMs ?? noTime,
    aspectRatios: Math.fround(height > 0 ? width / height : 1),
    sizesBytes: Math.fround(sizeBytes),
    durationsMs: Math.fround(durationMs ?? 0),
    latitudes: Math.fround(latitude ?? Number.NaN),
    longitudes: Math.fround(longitude ?? Number.NaN),
  };
}

const dayMs = 86_400_000;

export function setNumbers(columns: NumberColumns, place: number, row: IndexRow): void {
  const numbers = numbersOf(row);
  for (const name of numberColumnNames) columns[name][place] = numbers[name];
}

/** When and where: a sidecar's word counts before the file's. */
export const whenAndWhereSql = `
  coalesce(item_says.date_ms, content.date_ms) AS date_ms,
  coalesce(item_says.local_ms, content.local_ms) AS local_ms,
  coalesce(item_says.latitude, content.latitude) AS latitude,
  coalesce(item_says.longitude, content.longitude) AS longitude`;

const columnsSql = `
  SELECT moment.moment_id, item.item_id, code.code, moment.time_ms, content.width, content.height,
    coalesce(item_says.date_ms, content.date_ms), content.size_bytes, content.duration_ms,
    coalesce(item_says.latitude, content.latitude),
    coalesce(item_says.longitude, content.longitude),
    coalesce(item_says.local_ms, content.local_ms)`;
const visibleSql = `
  CROSS JOIN item ON item.content_id = moment.content_id AND item.visible = 1
  CROSS JOIN content ON content.content_id = moment.content_id
  LEFT JOIN item_says ON item_says.item_id = item.item_id`;

/**
 * A code of another size is damage, which `check` tells of; it must not keep the others from use.
 * Vectors are int16, or int8 in older libraries.
 */
const wholeSql =
  'length(code.code) = @codeBytes AND length(code.vector) IN (@dimension, 2 * @dimension)';

/** Of a model, of moments from an id on and before another, by ascending id. */
export type IndexRowsAsked = IndexSizes & {
  readonly modelId: number;
  readonly from: number;
  readonly until: number;
};
export const indexRowsSql = `${columnsSql}
  FROM code CROSS JOIN moment ON moment.moment_id = code.moment_id ${visibleSql}
  WHERE code.model_id = @modelId AND code.moment_id >= @from AND code.moment_id < @until
    AND ${wholeSql}
  ORDER BY code.moment_id`;

/** What a model coded of a content. */
export type ContentIndexRowsAsked = IndexSizes & {
  readonly modelId: number;
  readonly contentId: number;
};
export const contentIndexRowsSql = `${columnsSql}
  FROM moment CROSS JOIN code ON code.model_id = @modelId AND code.moment_id = moment.moment_id
  ${visibleSql}
  WHERE moment.content_id = @contentId AND ${wholeSql} ORDER BY moment.number`;

export type ColumnSizes = { readonly codeBytes: number };
/** What the current model's codes and vectors have. */
export type IndexSizes = ColumnSizes & { readonly dimension: number };

/** Columns with room for `count` rows. */
export function allocateColumns(sizes: ColumnSizes, count: number): MomentColumns {
  const numbers = Object.fromEntries(
    numberColumnNames.map((name) => [name, new numberColumns[name](count)]),
  ) as NumberColumns;
  return {
    momentIds: new Uint32Array(count),
    codes: new Uint8Array(count * sizes.codeBytes),
    ...numbers,
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
  let place = 0;
  for (const row of rows) {
    const [momentId, , code] = row;
    if (place === count || code.length !== codeBytes) {
      throw new RangeError(
        `moment ${momentId}: row ${place + 1} of ${count}, code of ${code.length} bytes`,
      );
    }
    columns.momentIds[place] = momentId;
    columns.codes.set(code, place * codeBytes);
    setNumbers(columns, place, row);
    place += 1;
  }
  if (place !== count) throw new RangeError(`${place} rows of an index of ${count}`);
  return columns;
}
