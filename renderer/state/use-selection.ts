/** What is selected in the grid: items, by id, for as long as the same query shows them. */
import { useMemo, useState } from 'react';
import type { RankingColumns } from '../../main/engine/contract/ranking-columns.ts';

export type Selection = {
  readonly items: ReadonlySet<number>;
  readonly toggle: (index: number) => void;
  /** From where the selection was changed last; that alone where nothing is selected. */
  readonly extendTo: (index: number) => void;
  readonly selectAll: () => void;
  readonly clear: () => void;
};

type State = {
  readonly key: string;
  readonly items: ReadonlySet<number>;
  /** The item that was selected or left out last. */
  readonly last: number | undefined;
};
const none: ReadonlySet<number> = new Set();

/** `key` changes with the query: a new one has nothing selected. */
export function useSelection(columns: RankingColumns | null, key: string): Selection {
  const [state, setState] = useState<State>({ key, items: none, last: undefined });
  const { items: chosen, last } = state.key === key ? state : { items: none, last: undefined };
  const ids = columns?.itemIds;
  const items = useMemo(() => stillShown(chosen, ids), [chosen, ids]);
  const set = (next: ReadonlySet<number>, at: number | undefined) =>
    setState({ key, items: next, last: at });
  return {
    items,
    toggle: (index) => set(toggled(items, ids?.[index]), ids?.[index]),
    extendTo: (index) => {
      const from = last === undefined || items.size === 0 ? -1 : (ids?.indexOf(last) ?? -1);
      set(extended(items, ids, from === -1 ? index : from, index), ids?.[index]);
    },
    selectAll: () => set(new Set(ids), last),
    clear: () => set(none, undefined),
  };
}

/** What has left the grid is not acted on unseen. */
export function stillShown(
  items: ReadonlySet<number>,
  ids: Uint32Array | undefined,
): ReadonlySet<number> {
  if (items.size === 0 || ids === undefined) return none;
  const shown = new Set<number>();
  for (const itemId of ids) if (items.has(itemId)) shown.add(itemId);
  return shown;
}

export function toggled(items: ReadonlySet<number>, itemId: number | undefined): Set<number> {
  const next = new Set(items);
  if (itemId !== undefined && !next.delete(itemId)) next.add(itemId);
  return next;
}

/** And all from one place to the other, in either direction. */
export function extended(
  items: ReadonlySet<number>,
  ids: Uint32Array | undefined,
  from: number,
  to: number,
): Set<number> {
  const [first, last] = [Math.min(from, to), Math.max(from, to)];
  return new Set([...items, ...(ids?.subarray(first, last + 1) ?? [])]);
}
