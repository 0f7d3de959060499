/**
 * A new query starts at the top. New results or a new width keep what is seen where it is, and the
 * focus on the item that had it.
 */
import { type RefObject, useEffect, useLayoutEffect, useRef } from 'react';
import type { RankingColumns } from '../../main/engine/contract/ranking-columns.ts';
import { padding } from './grid-measures.ts';
import { type JustifiedLayout, rowAt, rowOf } from './justified-layout.ts';
import type { MappedScroll } from './use-mapped-scroll.ts';

type KeepPlaceOptions = {
  readonly box: RefObject<HTMLElement | null>;
  readonly layout: JustifiedLayout;
  readonly columns: RankingColumns;
  readonly queryKey: string;
  readonly scroll: MappedScroll;
  readonly active: number;
  /** The roving focus stands on another index now; `focus`: its tile had the focus itself. */
  readonly onActive: (index: number, focus: boolean) => void;
};

export function useKeepPlace(options: KeepPlaceOptions): void {
  const { box, layout, columns, queryKey, scroll, active } = options;
  const before = useRef({ layout, columns, queryKey, active });

  // A tile that is drawn anew loses the focus without a word, so it is noted where it was last.
  const lastInGrid = useRef(false);
  useEffect(() => {
    const note = (event: FocusEvent): void => {
      lastInGrid.current =
        event.target instanceof Node && box.current?.contains(event.target) === true;
    };
    document.addEventListener('focusin', note);
    return () => document.removeEventListener('focusin', note);
  }, [box]);

  useLayoutEffect(() => {
    const old = before.current;
    before.current = { layout, columns, queryKey, active };
    if (old.layout === layout) return;
    if (old.queryKey !== queryKey) {
      options.onActive(0, false);
      scroll.scrollTo(0);
      return;
    }
    const focused =
      lastInGrid.current &&
      (document.activeElement === document.body || box.current?.contains(document.activeElement));
    if (old.columns !== columns) {
      const index = columns.itemIds.indexOf(old.columns.itemIds[old.active] as number);
      if (index !== -1) options.onActive(index, focused === true);
    }
    const offset = scroll.offset();
    // At the top the newest come into sight, unless somebody stands on a tile there.
    const stays = offset > padding || focused === true;
    scroll.scrollTo(stays ? sameSight(old, { layout, columns }, offset) : offset);
  });
}

type Sight = { readonly layout: JustifiedLayout; readonly columns: RankingColumns };

/** The offset that shows the topmost item where it was; the same offset when it is gone. */
function sameSight(old: Sight, next: Sight, offset: number): number {
  if (old.layout.rowCount === 0) return offset;
  const oldRow = rowAt(old.layout, offset);
  const itemId = old.columns.itemIds[old.layout.rowStarts[oldRow] as number] as number;
  const index = next.columns.itemIds.indexOf(itemId);
  if (index === -1) return offset;
  const into = offset - (old.layout.rowTops[oldRow] as number);
  return (next.layout.rowTops[rowOf(next.layout, index)] as number) + into;
}
