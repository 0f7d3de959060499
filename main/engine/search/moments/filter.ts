/** Which rows a query's filters leave. Pure. */
import type {
  AnnotationFilter,
  DateRange,
  Filter,
  NumberRange,
} from '../../contract/query/syntax.ts';
import { noTime } from '../../contract/ranking-columns.ts';
import type { IndexView } from './moment-index.ts';

/** The items that the catalogue knows to pass, all of them. */
export type ItemsOf = (
  filter: Extract<Filter, { type: 'named' }> | AnnotationFilter,
) => Uint32Array;

/** The view of what passes all filters: ranking it is as exact as ranking everything. */
export function filtered(view: IndexView, filters: readonly Filter[], itemsOf: ItemsOf): IndexView {
  if (filters.length === 0) return view;
  return view.where((bits) => {
    for (const filter of filters) {
      keep(bits, passingOf(view, filter, itemsOf), filter.minus);
    }
  });
}

/** The view of moments that have none. */
export function ofPhotos(view: IndexView): IndexView {
  return view.where((bits) => keep(bits, ofKind(view.columns.timesMs, true)));
}

/** The view of moments that have a time. */
export function ofVideos(view: IndexView): IndexView {
  return view.where((bits) => keep(bits, ofKind(view.columns.timesMs, false)));
}

/** The view of these items' moments. */
export function ofTheseItems(view: IndexView, wanted: Uint32Array): IndexView {
  const { columns, largestItemId } = view;
  return view.where((bits) => keep(bits, ofItems(columns.itemIds, largestItemId, wanted)));
}

/** Eight rows at a time, and none that are out already. `minus`: those that do not pass. */
function keep(bits: Uint8Array, passing: Passing, minus = false): void {
  const turned = minus ? 0xff : 0;
  for (let byte = 0; byte < bits.length; byte += 1) {
    if (bits[byte] !== 0) bits[byte] = (bits[byte] as number) & (passing(byte * 8) ^ turned);
  }
}

/** Of eight rows from one on: one bit each, whether it passes. */
type Passing = (first: number) => number;

function passingOf(
  { columns, largestItemId }: IndexView,
  filter: Filter,
  itemsOf: ItemsOf,
): Passing {
  switch (filter.type) {
    case 'kind':
      return ofKind(columns.timesMs, filter.kind === 'photo');
    case 'date': {
      const { from, to } = daysOf(filter.range);
      return within(columns.days, from, to);
    }
    case 'size':
      return within(columns.sizesBytes, filter.range.from, filter.range.to);
    case 'length':
      // A photo has no length.
      return within(columns.durationsMs, Math.max(filter.range.from, 1), filter.range.to);
    case 'area': {
      const { south, west, north, east } = filter.area;
      const between = within(columns.latitudes, south, north);
      if (west <= east) {
        const beside = within(columns.longitudes, west, east);
        return (first) => between(first) & beside(first);
      }
      const [beyond, before] = [
        within(columns.longitudes, west, 180),
        within(columns.longitudes, -180, east),
      ];
      return (first) => between(first) & (beyond(first) | before(first));
    }
    case 'named':
    case 'tag':
    case 'album':
    case 'rating':
    case 'is':
      return ofItems(columns.itemIds, largestItemId, itemsOf(filter));
  }
}

function ofKind(timesMs: Uint32Array, photos: boolean): Passing {
  return (first) => {
    let mask = 0;
    for (let bit = 0; bit < 8; bit += 1) {
      mask |= Number((timesMs[first + bit] === noTime) === photos) << bit;
    }
    return mask;
  };
}

function within(column: Float32Array | Int32Array, from: number, to: number): Passing {
  return (first) => {
    let mask = 0;
    for (let bit = 0; bit < 8; bit += 1) {
      const value = column[first + bit] as number;
      mask |= Number(value >= from && value <= to) << bit;
    }
    return mask;
  };
}

function ofItems(itemIds: Uint32Array, largestItemId: number, passing: Uint32Array): Passing {
  const passes = new Uint8Array(largestItemId + 1);
  for (const itemId of passing) if (itemId <= largestItemId) passes[itemId] = 1;
  return (first) => {
    let mask = 0;
    for (let bit = 0; bit < 8; bit += 1) {
      mask |= (passes[itemIds[first + bit] as number] ?? 0) << bit;
    }
    return mask;
  };
}

/** Days since 1970, the last one in it; infinite where open. */
export function daysOf({ from, to }: DateRange): NumberRange {
  return {
    from: from === null ? Number.NEGATIVE_INFINITY : startOf(from, 0),
    to: to === null ? Number.POSITIVE_INFINITY : startOf(to, 1) - 1,
  };
}

/** The first day of YYYY, YYYY-MM or YYYY-MM-DD, or of `later` ones on. */
function startOf(day: string, later: number): number {
  const numbers = day.split('-').map(Number);
  const last = numbers.length - 1;
  numbers[last] = (numbers[last] as number) + later;
  const [year = 1970, month = 1, dayOfMonth = 1] = numbers;
  return Date.UTC(year, month - 1, dayOfMonth) / dayMs;
}

const dayMs = 86_400_000;
