/** Which items are looked at closely, by what their codes tell; and the order of all others. Pure. */

import type { Scanned } from '../kernel/code-memory.ts';
import type { IndexView } from '../moments/moment-index.ts';
import { type BitWeights, orderByEstimate } from './estimate.ts';

/**
 * Rows that are looked at for each wanted item, or more where some items have many moments. More of
 * them find nothing more in a million (docs/search.md).
 */
const rowsAWantedItem = 8;

/**
 * The nearest rows of the nearest `items` items, or of all; `taken` counts them by item id, at most
 * `momentsPerItem`. Only the nearest rows by code are put in order, by their estimates where there are
 * weights, and more of them when one item has too many of those. Of more than `mostVectors`, each
 * item's nearest come first, then each one's second.
 */
export function chooseCandidates(
  view: IndexView,
  scanned: Scanned,
  bitWeights: BitWeights | undefined,
  most: {
    readonly items: number;
    readonly momentsPerItem: number;
    /** No bound by default; one an item is always there. */
    readonly mostVectors?: number;
  },
): { readonly chosen: readonly number[]; readonly taken: Uint32Array } {
  const { momentsPerItem, mostVectors = Number.POSITIVE_INFINITY } = most;
  const { itemIds, codes } = view.columns;
  for (let looked = Math.max(1, most.items * rowsAWantedItem); ; looked *= 8) {
    const byCode = scanned.nearest(looked);
    const nearest = bitWeights === undefined ? byCode : orderByEstimate(byCode, codes, bitWeights);
    const taken = new Uint32Array(view.largestItemId + 1);
    /** Each item's nearest row, then each one's second. */
    const rounds: number[][] = [];
    let items = 0;
    let index = 0;
    for (; index < nearest.length; index += 1) {
      const row = nearest[index] as number;
      const itemId = itemIds[row] as number;
      const already = taken[itemId] as number;
      if (already === momentsPerItem) continue;
      if (already === 0) {
        if (items === most.items) break;
        items += 1;
      }
      taken[itemId] = already + 1;
      rounds[already] ??= [];
      rounds[already].push(row);
    }
    const sawAll = nearest.length < looked || nearest.length >= view.moments;
    if (index < nearest.length || sawAll) {
      return { chosen: rounds.flat().slice(0, Math.max(items, mostVectors)), taken };
    }
  }
}

/** The head's rows, then each further item at its nearest moment. Marks items in `taken`. */
export function appendTail(
  view: IndexView,
  scanned: Scanned,
  taken: Uint32Array,
  head: readonly number[],
  limit: number,
): Uint32Array {
  const rows = new Uint32Array(Math.min(limit, view.moments));
  let filled = Math.min(head.length, rows.length);
  rows.set(head.slice(0, filled));
  if (filled === rows.length) return rows;
  const nearest = scanned.nearest(view.moments);
  const { itemIds } = view.columns;
  for (let index = 0; index < nearest.length && filled < rows.length; index += 1) {
    const row = nearest[index] as number;
    const itemId = itemIds[row] as number;
    if (taken[itemId] !== 0) continue;
    taken[itemId] = 1;
    rows[filled] = row;
    filled += 1;
  }
  return rows.subarray(0, filled);
}
