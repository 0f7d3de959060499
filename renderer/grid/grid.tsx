/** The grid: justified rows, virtualised, one tab stop with roving focus. */
import { defaultRangeExtractor, type Range, useVirtualizer } from '@tanstack/react-virtual';
import {
  type DragEvent,
  type KeyboardEvent,
  type MouseEvent,
  type Ref,
  useCallback,
  useEffect,
  useImperativeHandle,
  useMemo,
  useRef,
  useState,
} from 'react';
import { messages } from '../../main/engine/contract/messages/index.ts';
import type { RankingColumns } from '../../main/engine/contract/ranking-columns.ts';
import { bridge } from '../shared/bridge.ts';
import { isTyping } from '../shared/is-typing.ts';
import { useElementSize } from '../shared/use-element-size.ts';
import { momentDragType, noteDraggedTile } from '../state/dragged-tile.ts';
import type { Selection } from '../state/use-selection.ts';
import { gap, padding, targetRowHeight } from './grid-measures.ts';
import { moveInGrid } from './grid-navigation.ts';
import { GridRow } from './grid-row.tsx';
import { justify, rowAt, rowOf } from './justified-layout.ts';
import { browserLimitPx, elementHeight } from './scroll-map.ts';
import type { TileAction } from './tile.tsx';
import { useKeepPlace } from './use-keep-place.ts';
import { useMappedScroll } from './use-mapped-scroll.ts';
import './grid.css';

export type GridHandle = {
  /** Scrolls the item into view and focuses its tile. */
  readonly focusItem: (itemId: number) => void;
  /** Focuses the tile that the arrow keys stand on. */
  readonly focus: () => void;
  /** Focuses the first tile, at the top. */
  readonly focusFirst: () => void;
  readonly scrollToTop: () => void;
  /** The person is in the middle of something: scrolled down, or standing on a tile. */
  readonly isInUse: () => boolean;
};

type GridProps = {
  readonly ref: Ref<GridHandle>;
  readonly columns: RankingColumns;
  /** Changes with the query: a new one starts at the top. */
  readonly queryKey: string;
  readonly onOpen: (index: number) => void;
  readonly onMoreLike: (index: number) => void;
  /** More or less of what this one shows, beside what was asked for. */
  readonly onJudge: (index: number, wanted: boolean) => void;
  readonly selection: Selection;
};

export function Grid({ ref, columns, queryKey, selection, ...on }: GridProps) {
  const { onOpen, onMoreLike, onJudge } = on;
  const box = useRef<HTMLDivElement>(null);
  const size = useElementSize(box);
  const width = Math.max(0, size.width - padding - Math.max(4, padding - size.scrollBar));
  const layout = useMemo(
    () => justify(columns.aspectRatios, { width, targetRowHeight: targetRowHeight(width), gap }),
    [columns, width],
  );
  const extent = {
    totalPx: (layout.rowTops[layout.rowCount] as number) + 2 * padding,
    viewportPx: size.height,
    limitPx: browserLimitPx,
  };
  const scroll = useMappedScroll(box, extent);
  const [activeIndex, setActive] = useState(0);
  const active = Math.min(activeIndex, Math.max(0, columns.itemIds.length - 1));
  const activeRow = layout.rowCount === 0 ? -1 : rowOf(layout, active);
  const focusWanted = useRef<number | null>(null);

  // A layout's sizes are known beforehand: a new key function makes the virtualiser read them anew.
  const getItemKey = useMemo(() => {
    const owner = layout;
    return (row: number): number => (row < owner.rowCount ? row : -1 - row);
  }, [layout]);
  const virtualizer = useVirtualizer({
    count: size.height === 0 ? 0 : layout.rowCount,
    getScrollElement: () => box.current,
    estimateSize: (row) => (layout.rowHeights[row] as number) + gap,
    getItemKey,
    paddingStart: padding,
    paddingEnd: padding,
    overscan: 3,
    observeElementOffset: (_, listener) => scroll.observe(listener),
    scrollToFn: () => undefined,
    rangeExtractor: useCallback(
      (range: Range) => withRow(defaultRangeExtractor(range), activeRow),
      [activeRow],
    ),
  });

  useKeepPlace({
    box,
    layout,
    columns,
    queryKey,
    scroll,
    active,
    onActive: (index, focus) => {
      if (focus) focusWanted.current = index;
      setActive(index);
    },
  });

  const reveal = useCallback(
    (index: number): void => {
      if (layout.rowCount === 0) return;
      const row = rowOf(layout, index);
      const top = (layout.rowTops[row] as number) + padding;
      const bottom = top + (layout.rowHeights[row] as number);
      const offset = scroll.offset();
      if (top - padding < offset) scroll.scrollTo(top - padding);
      else if (bottom + padding > offset + size.height)
        scroll.scrollTo(bottom + padding - size.height);
    },
    [layout, scroll.offset, scroll.scrollTo, size.height],
  );
  const goTo = useCallback(
    (index: number): void => {
      focusWanted.current = index;
      setActive(index);
      reveal(index);
    },
    [reveal],
  );
  const focusTile = useCallback((index: number): boolean => {
    const tile = box.current?.querySelector<HTMLElement>(`[data-index="${index}"]`);
    tile?.focus({ preventScroll: true });
    return tile !== null && tile !== undefined;
  }, []);
  useEffect(() => {
    const wanted = focusWanted.current;
    // Whoever went to type meanwhile stays there.
    if (wanted !== null && (isTyping() || focusTile(wanted))) focusWanted.current = null;
  });

  useImperativeHandle(ref, () => ({
    focusItem: (itemId) => {
      const index = columns.itemIds.indexOf(itemId);
      goTo(index === -1 ? active : index);
      focusTile(index === -1 ? active : index);
    },
    focus: () => {
      reveal(active);
      focusTile(active);
    },
    focusFirst: () => {
      goTo(0);
      focusTile(0);
    },
    scrollToTop: () => scroll.scrollTo(0),
    isInUse: () => scroll.offset() > 4 || (box.current?.contains(document.activeElement) ?? false),
  }));

  const isRanked = columns.meta.order === 'ranked';
  const onKeyDown = (event: KeyboardEvent): void => {
    if (event.altKey) return;
    const control = event.ctrlKey || event.metaKey;
    const index = indexOf(event.target) ?? active;
    const pageRows = Math.max(
      1,
      rowAt(layout, scroll.offset() + size.height) - rowAt(layout, scroll.offset()) - 1,
    );
    const next = moveInGrid(layout, index, event.key, { pageRows, control });
    if (next !== undefined) goTo(next);
    else if (event.key === 'a' && control) selection.selectAll();
    else if (control) return;
    else if (event.key === 'x') selection.toggle(index);
    else if (event.key === 'X') selection.extendTo(index);
    else if (event.key === 'Escape' && selection.items.size > 0) selection.clear();
    else if (event.key === 'Enter' && actionOf(event.target) === undefined) onOpen(index);
    else if (event.key === 'm' || event.key === 'M') onMoreLike(index);
    else if (isRanked && (event.key === '+' || event.key === '-'))
      onJudge(index, event.key === '+');
    else return;
    event.preventDefault();
  };
  const onClick = (event: MouseEvent): void => {
    const index = indexOf(event.target);
    if (index === undefined) return;
    setActive(index);
    const action = actionOf(event.target);
    const selects = action === 'select' || (action === undefined && selection.items.size > 0);
    if (event.shiftKey && (action === undefined || selects)) selection.extendTo(index);
    else if (selects || event.ctrlKey || event.metaKey) selection.toggle(index);
    else if (action === undefined) onOpen(index);
    else if (action === 'more') onMoreLike(index);
    else onJudge(index, action === 'yes');
  };
  const onDragStart = (event: DragEvent): void => {
    const index = indexOf(event.target);
    if (index === undefined) return;
    const itemId = columns.itemIds[index] as number;
    const momentId = columns.momentIds[index] as number;
    if (bridge !== undefined) {
      event.preventDefault();
      noteDraggedTile({ itemId, momentId });
      bridge.startDrag(itemId);
      return;
    }
    event.dataTransfer.setData(momentDragType, String(momentId));
    event.dataTransfer.effectAllowed = 'copy';
  };

  return (
    <div ref={box} className="grid-scroller" data-testid="grid-scroller">
      {/* biome-ignore lint/a11y/useSemanticElements: a table cannot hold rows that come and go. */}
      <div
        role="grid"
        className="grid"
        aria-label={messages.page.grid.label}
        aria-rowcount={layout.rowCount}
        aria-colcount={layout.columnCount}
        aria-multiselectable
        data-selecting={selection.items.size > 0}
        style={{ height: elementHeight(extent) }}
        onKeyDown={onKeyDown}
        onFocus={(event) => setActive(indexOf(event.target) ?? active)}
        onClick={onClick}
        onDragStart={onDragStart}
      >
        {virtualizer
          .getVirtualItems()
          .map((item) =>
            item.index < layout.rowCount ? (
              <GridRow
                key={item.index}
                layout={layout}
                columns={columns}
                row={item.index}
                top={item.start - scroll.shift}
                active={item.index === activeRow ? active : -1}
                wait={scroll.fast}
                selected={selection.items}
              />
            ) : null,
          )}
      </div>
    </div>
  );
}

function withRow(rows: number[], row: number): number[] {
  if (row < 0 || rows.length === 0 || rows.includes(row)) return rows;
  return row < (rows[0] as number) ? [row, ...rows] : [...rows, row];
}

function indexOf(target: EventTarget | null): number | undefined {
  const tile = target instanceof Element ? target.closest('[data-index]') : null;
  const index = tile?.getAttribute('data-index');
  return index === null || index === undefined ? undefined : Number(index);
}

function actionOf(target: EventTarget | null): TileAction | undefined {
  const button = target instanceof Element ? target.closest('[data-does]') : null;
  return (button?.getAttribute('data-does') as TileAction | null | undefined) ?? undefined;
}
