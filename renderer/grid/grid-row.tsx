import { memo } from 'react';
import type { RankingColumns } from '../../main/engine/contract/ranking-columns.ts';
import type { JustifiedLayout } from './justified-layout.ts';
import { Tile } from './tile.tsx';

type GridRowProps = {
  readonly layout: JustifiedLayout;
  readonly columns: RankingColumns;
  readonly row: number;
  /** Pixels from the top of the scrolled element. */
  readonly top: number;
  /** The item with the roving focus when it is in this row, else -1. */
  readonly active: number;
  readonly wait: boolean;
  readonly selected: ReadonlySet<number>;
};

export const GridRow = memo(function GridRow(props: GridRowProps) {
  const { layout, columns, row, active } = props;
  const start = layout.rowStarts[row] as number;
  const end = layout.rowStarts[row + 1] as number;
  const height = layout.rowHeights[row] as number;
  const tiles = [];
  for (let index = start; index < end; index += 1) {
    tiles.push(
      <Tile
        key={columns.itemIds[index]}
        index={index}
        count={columns.itemIds.length}
        column={index - start}
        momentId={columns.momentIds[index] as number}
        timeMs={columns.timesMs[index] as number}
        isRanked={columns.meta.order === 'ranked'}
        isNear={index < (columns.meta.near ?? 0) && columns.scores[index] !== 1}
        left={layout.itemLefts[index] as number}
        width={layout.itemWidths[index] as number}
        height={height}
        active={index === active}
        selected={props.selected.has(columns.itemIds[index] as number)}
        wait={props.wait}
      />,
    );
  }
  return (
    // biome-ignore lint/a11y/useSemanticElements: a table cannot hold rows that come and go.
    // biome-ignore lint/a11y/useFocusableInteractive: the focus roves over the cells.
    <div role="row" className="grid-row" aria-rowindex={row + 1} style={{ top: props.top, height }}>
      {tiles}
    </div>
  );
});
