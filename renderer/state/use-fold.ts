/** What of an answer is shown: what matches well, and under a fold the weaker rest. */
import { useCallback, useEffect, useMemo, useState } from 'react';
import type { RankingColumns } from '../../main/engine/contract/ranking-columns.ts';
import { type OpenItem, type PageQuery, sameQuery } from './page-location.ts';

export type Fold = {
  /** The rows to show; the same object while they stay the same. */
  readonly shown: RankingColumns | null;
  /** How many more there are, shown or not. */
  readonly weaker: number;
  readonly isOpen: boolean;
  readonly setOpen: (open: boolean) => void;
};

/**
 * A fold that was opened stays open for its query, also while the library changes, and is open for
 * the sake of an open item that lies under it.
 */
export function useFold(
  columns: RankingColumns | null,
  answers: PageQuery | null,
  open: OpenItem | null,
): Fold {
  const [openFor, setOpenFor] = useState<PageQuery | null>(null);
  const hidesOpenItem = useMemo(
    () =>
      columns !== null &&
      open !== null &&
      columns.itemIds.indexOf(open.itemId) >= columns.meta.matches,
    [columns, open],
  );
  useEffect(() => {
    if (hidesOpenItem) setOpenFor(answers);
  }, [hidesOpenItem, answers]);
  const wasOpened = answers !== null && openFor !== null && sameQuery(openFor, answers);
  const isOpen = wasOpened || hidesOpenItem;
  const shown = useMemo(
    () => (columns === null || isOpen ? columns : firstRows(columns, columns.meta.matches)),
    [columns, isOpen],
  );
  const setOpen = useCallback((open: boolean) => setOpenFor(open ? answers : null), [answers]);
  const weaker = columns === null ? 0 : columns.itemIds.length - columns.meta.matches;
  return { shown, weaker, isOpen, setOpen };
}

/** Views of the first rows, not copies. */
export function firstRows(columns: RankingColumns, count: number): RankingColumns {
  if (count >= columns.itemIds.length) return columns;
  return {
    meta: columns.meta,
    itemIds: columns.itemIds.subarray(0, count),
    momentIds: columns.momentIds.subarray(0, count),
    aspectRatios: columns.aspectRatios.subarray(0, count),
    timesMs: columns.timesMs.subarray(0, count),
    scores: columns.scores.subarray(0, count),
  };
}
