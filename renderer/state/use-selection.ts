/** What is selected in the grid: items, by id, for as long as the same query is shown. */
import { useState } from 'react';
import type { RankingColumns } from '../../main/engine/contract/ranking-columns.ts';

export type Selection = {
  readonly items: ReadonlySet<number>;
  readonly toggle: (index: number) => void;
  /** From where the selection was changed last. */
  readonly extendTo: (index: number) => void;
  readonly selectAll: () => void;
  readonly clear: () => void;
};

type State = { readonly key: string; readonly items: ReadonlySet<number>; readonly from: number };
const none: ReadonlySet<number> = new Set();

/** `key` changes with the query: a new one has nothing selected. */
export function useSelection(columns: RankingColumns | null, key: string): Selection {
  const [state, setState] = useState<State>({ key, items: none, from: 0 });
  const { items, from } = state.key === key ? state : { items: none, from: 0 };
  const ids = columns?.itemIds ?? new Uint32Array();
  const set = (next: ReadonlySet<number>, at: number) => setState({ key, items: next, from: at });
  return {
    items,
    toggle: (index) => set(toggled(items, ids[index]), index),
    extendTo: (index) => set(extended(items, ids, from, index), index),
    selectAll: () => set(new Set(ids), from),
    clear: () => set(none, 0),
  };
}

export function toggled(items: ReadonlySet<number>, itemId: number | undefined): Set<number> {
  const next = new Set(items);
  if (itemId !== undefined && !next.delete(itemId)) next.add(itemId);
  return next;
}

/** And all from one place to the other, in either direction. */
export function extended(
  items: ReadonlySet<number>,
  ids: Uint32Array,
  from: number,
  to: number,
): Set<number> {
  const [first, last] = [Math.min(from, to), Math.max(from, to)];
  return new Set([...items, ...ids.subarray(first, last + 1)]);
}
