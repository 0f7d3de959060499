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
  for (const row of view.rows) {
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

/** Stable radix sort, 16 bits at a time: a comparator would take a second for a million rows. */
function sortByDateDescending(rows: Uint32Array, datesMs: Float64Array): Uint32Array {
  let newestMs = -Infinity;
  for (const row of rows) newestMs = Math.max(newestMs, datesMs[row] as number);
  const digits = [0, 1, 2].map(() => new Uint16Array(rows.length));
  for (let position = 0; position < rows.length; position += 1) {
    const date = datesMs[rows[position] as number] as number;
    const ageMs = Math.min(Math.floor(newestMs - date), oldestMs);
    for (let place = 0; place < 3; place += 1) {
      (digits[place] as Uint16Array)[position] = Math.floor(ageMs / 2 ** (16 * place));
    }
  }
  let order = new Uint32Array(rows.length);
  for (let position = 0; position < order.length; position += 1) order[position] = position;
  for (const digit of digits) order = sortByDigit(order, digit);
  return order.map((position) => rows[position] as number);
}

function sortByDigit(order: Uint32Array<ArrayBuffer>, digit: Uint16Array): typeof order {
  const starts = new Uint32Array(2 ** 16 + 1);
  for (const value of digit) starts[value + 1] = (starts[value + 1] as number) + 1;
  for (let value = 1; value < starts.length; value += 1) {
    starts[value] = (starts[value] as number) + (starts[value - 1] as number);
  }
  const sorted = new Uint32Array(order.length);
  for (const position of order) {
    const value = digit[position] as number;
    sorted[starts[value] as number] = position;
    starts[value] = (starts[value] as number) + 1;
  }
  return sorted;
}
