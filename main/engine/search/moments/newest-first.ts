/** The order of the empty query: every item once, newest first. Pure. */
import type { IndexView } from './moment-index.ts';

/** Rows of the view: one an item, a video at its first moment; equal dates by moment id. */
export function newestFirst(view: IndexView): Uint32Array {
  return sortByDateDescending(firstMomentRows(view), view.columns.datesMs);
}

function firstMomentRows(view: IndexView): Uint32Array {
  const { itemIds, timesMs } = view.columns;
  const positionOfItem = new Uint32Array(view.largestItemId + 1);
  const chosen = new Uint32Array(view.rows.length);
  let items = 0;
  for (let index = 0; index < view.rows.length; index += 1) {
    const row = view.rows[index] as number;
    const itemId = itemIds[row] as number;
    const position = positionOfItem[itemId] as number;
    if (position === 0) {
      chosen[items] = row;
      items += 1;
      positionOfItem[itemId] = items;
    } else if ((timesMs[row] as number) < (timesMs[chosen[position - 1] as number] as number)) {
      chosen[position - 1] = row;
    }
  }
  // A video's earlier moment may carry a higher id than its later one: sort by id once more.
  const ids = view.columns.momentIds;
  let inOrder = true;
  for (let index = 1; index < items; index += 1) {
    inOrder &&=
      (ids[chosen[index - 1] as number] as number) < (ids[chosen[index] as number] as number);
  }
  const rows = chosen.subarray(0, items);
  return inOrder ? rows : rows.sort((a, b) => (ids[a] as number) - (ids[b] as number));
}

/** 48 bits of milliseconds reach 8,900 years back from the newest date; older ones count as that old. */
const oldestMs = 2 ** 48 - 1;

type Digits = [Uint16Array, Uint16Array, Uint16Array];

/** Stable radix sort, 16 bits at a time: a comparator would take a second for a million rows. */
function sortByDateDescending(rows: Uint32Array, datesMs: Float64Array): Uint32Array {
  let newestMs = -Infinity;
  for (let position = 0; position < rows.length; position += 1) {
    newestMs = Math.max(newestMs, datesMs[rows[position] as number] as number);
  }
  const [low, middle, high] = [0, 1, 2].map(() => new Uint16Array(rows.length)) as Digits;
  for (let position = 0; position < rows.length; position += 1) {
    const date = datesMs[rows[position] as number] as number;
    const ageMs = Math.min(Math.floor(newestMs - date), oldestMs);
    const lowest = ageMs % 2 ** 32;
    low[position] = lowest;
    middle[position] = lowest >>> 16;
    high[position] = (ageMs - lowest) / 2 ** 32;
  }
  let order = new Uint32Array(rows.length);
  for (let position = 0; position < order.length; position += 1) order[position] = position;
  for (const digit of [low, middle, high]) order = sortByDigit(order, digit);
  return order.map((position) => rows[position] as number);
}

function sortByDigit(order: Uint32Array<ArrayBuffer>, digit: Uint16Array): typeof order {
  const starts = new Uint32Array(2 ** 16 + 1);
  for (let index = 0; index < digit.length; index += 1) {
    const value = (digit[index] as number) + 1;
    starts[value] = (starts[value] as number) + 1;
  }
  for (let value = 1; value < starts.length; value += 1) {
    starts[value] = (starts[value] as number) + (starts[value - 1] as number);
  }
  const sorted = new Uint32Array(order.length);
  for (let index = 0; index < order.length; index += 1) {
    const position = order[index] as number;
    const value = digit[position] as number;
    sorted[starts[value] as number] = position;
    starts[value] = (starts[value] as number) + 1;
  }
  return sorted;
}
