/**
 * Justified rows as typed arrays. Each row is filled to the container's width by scaling its
 * tiles to one height near the target; the order is kept. One pass, no objects per item:
 * 100,000 items take a few milliseconds, so every change lays out afresh.
 */
export type LayoutOptions = {
  /** Pixels. */
  readonly width: number;
  readonly targetRowHeight: number;
  readonly gap: number;
};

export type JustifiedLayout = {
  readonly width: number;
  readonly rowCount: number;
  /** Index of each row's first item; rowCount + 1 entries, the last is the number of items. */
  readonly rowStarts: Uint32Array;
  /** Top of each row in pixels; rowCount + 1 entries, the last is the whole height. */
  readonly rowTops: Float64Array;
  /** Height of each row's tiles, without the gap. */
  readonly rowHeights: Float32Array;
  /** Left edge and width of each tile, whole pixels. */
  readonly itemLefts: Float32Array;
  readonly itemWidths: Float32Array;
  /** The most tiles in a row. */
  readonly columnCount: number;
};

/** Panoramas and scrolls are cropped to these in the grid, so that no tile is a thread. */
export const narrowestTile = 0.45;
export const widestTile = 3.2;

export function tileRatio(aspectRatio: number): number {
  if (!(aspectRatio > 0)) return 1;
  return Math.min(widestTile, Math.max(narrowestTile, aspectRatio));
}

export function justify(aspectRatios: Float32Array, options: LayoutOptions): JustifiedLayout {
  const { gap, targetRowHeight } = options;
  const width = Math.max(1, Math.floor(options.width));
  const count = aspectRatios.length;
  const rowStarts = new Uint32Array(count + 1);
  const rowTops = new Float64Array(count + 1);
  const rowHeights = new Float32Array(count);
  const itemLefts = new Float32Array(count);
  const itemWidths = new Float32Array(count);
  let row = 0;
  let top = 0;
  let columnCount = 0;
  let start = 0;

  const closeRow = (end: number, ratioSum: number, full: boolean): void => {
    const room = Math.max(end - start, width - gap * (end - start - 1));
    const height = full ? room / ratioSum : Math.min(targetRowHeight, room / ratioSum);
    const rowHeight = Math.max(1, Math.round(height));
    let seen = 0;
    for (let index = start; index < end; index += 1) {
      // Both edges are rounded from the running sum, so the error never adds up.
      const left = Math.round(seen * height);
      seen += tileRatio(aspectRatios[index] as number);
      const right = full && index === end - 1 ? room : Math.round(seen * height);
      itemLefts[index] = left + gap * (index - start);
      itemWidths[index] = Math.max(1, right - left);
    }
    rowStarts[row] = start;
    rowTops[row] = top;
    rowHeights[row] = rowHeight;
    row += 1;
    top += rowHeight + gap;
    columnCount = Math.max(columnCount, end - start);
    start = end;
  };

  let ratioSum = 0;
  for (let index = 0; index < count; index += 1) {
    const ratio = tileRatio(aspectRatios[index] as number);
    const withItem = ratioSum + ratio;
    const roomWith = width - gap * (index - start);
    if (withItem * targetRowHeight < roomWith) {
      ratioSum = withItem;
      continue;
    }
    // The row overflows with this item: break before or after it, whichever is nearer the target.
    const heightWith = roomWith / withItem;
    const heightWithout = ratioSum === 0 ? Infinity : (roomWith + gap) / ratioSum;
    if (targetRowHeight / heightWith <= heightWithout / targetRowHeight) {
      closeRow(index + 1, withItem, true);
      ratioSum = 0;
    } else {
      closeRow(index, ratioSum, true);
      ratioSum = ratio;
      if (ratio * targetRowHeight >= width) {
        closeRow(index + 1, ratio, true);
        ratioSum = 0;
      }
    }
  }
  if (start < count) closeRow(count, ratioSum, false);
  rowStarts[row] = count;
  rowTops[row] = Math.max(0, top - gap);
  return {
    width,
    rowCount: row,
    rowStarts: rowStarts.subarray(0, row + 1),
    rowTops: rowTops.subarray(0, row + 1),
    rowHeights: rowHeights.subarray(0, row),
    itemLefts,
    itemWidths,
    columnCount,
  };
}

/** The row that holds the pixel `top`; 0 for an empty layout. */
export function rowAt(layout: JustifiedLayout, top: number): number {
  return Math.max(
    0,
    Math.min(layout.rowCount - 1, lastNotAbove(layout.rowTops, layout.rowCount, top)),
  );
}

/** The row of an item. */
export function rowOf(layout: JustifiedLayout, index: number): number {
  return lastNotAbove(layout.rowStarts, layout.rowCount, index);
}

/** The last of the first `length` ascending values that is at most `value`; -1 when none is. */
function lastNotAbove(values: ArrayLike<number>, length: number, value: number): number {
  let low = 0;
  let high = length;
  while (low < high) {
    const middle = (low + high) >>> 1;
    if ((values[middle] as number) <= value) low = middle + 1;
    else high = middle;
  }
  return low - 1;
}
