/** Where a key moves the focus in the grid. Pure. */
import { type JustifiedLayout, rowOf } from './justified-layout.ts';

/** The new index, or undefined when the key does not move. `pageRows`: rows that fit the window. */
export function moveInGrid(
  layout: JustifiedLayout,
  index: number,
  key: string,
  options: { readonly pageRows: number; readonly control: boolean },
): number | undefined {
  const last = layout.itemLefts.length - 1;
  if (last < 0) return undefined;
  const row = rowOf(layout, index);
  switch (key) {
    case 'ArrowLeft':
      return Math.max(0, index - 1);
    case 'ArrowRight':
      return Math.min(last, index + 1);
    case 'ArrowUp':
      return nearestInRow(layout, row - 1, index);
    case 'ArrowDown':
      return nearestInRow(layout, row + 1, index);
    case 'PageUp':
      return nearestInRow(layout, Math.max(0, row - options.pageRows), index);
    case 'PageDown':
      return nearestInRow(layout, Math.min(layout.rowCount - 1, row + options.pageRows), index);
    case 'Home':
      return options.control ? 0 : layout.rowStarts[row];
    case 'End':
      return options.control ? last : (layout.rowStarts[row + 1] as number) - 1;
    default:
      return undefined;
  }
}

/** The tile of `row` whose middle is nearest; `index` itself beyond the first or last row. */
function nearestInRow(layout: JustifiedLayout, row: number, index: number): number {
  if (row < 0 || row >= layout.rowCount) return index;
  const middle = middleOf(layout, index);
  const end = layout.rowStarts[row + 1] as number;
  let nearest = layout.rowStarts[row] as number;
  for (let candidate = nearest + 1; candidate < end; candidate += 1) {
    const better =
      Math.abs(middleOf(layout, candidate) - middle) < Math.abs(middleOf(layout, nearest) - middle);
    if (better) nearest = candidate;
  }
  return nearest;
}

function middleOf(layout: JustifiedLayout, index: number): number {
  return (layout.itemLefts[index] as number) + (layout.itemWidths[index] as number) / 2;
}
