/**
 * Browsers stop laying out at some 18 to 33 million pixels. A taller grid gets a shorter
 * scrollable element: near both ends, and for every small step, one scrolled pixel is one grid
 * pixel; a long jump (dragging the scroll bar) is proportional. When scrolling rests, the scroll
 * bar is put where it honestly belongs, and the rows are shifted with it, so nothing moves.
 *
 * offset (grid pixels) = scrollTop (element pixels) + shift.
 */
export type ScrollExtent = {
  /** Height of the grid and of the window onto it, pixels. */
  readonly totalPx: number;
  readonly viewportPx: number;
  /** Height that the scrollable element may have. */
  readonly limitPx: number;
};

/** Below what Firefox (17.9 million) and Chromium (33.5 million) can lay out. */
export const browserLimitPx = 15_000_000;
const edgePx = 50_000;

export function elementHeight({ totalPx, limitPx }: ScrollExtent): number {
  return Math.min(totalPx, limitPx);
}

export function isMapped({ totalPx, limitPx }: ScrollExtent): boolean {
  return totalPx > limitPx;
}

/** The honest scrollTop of an offset. */
export function toScrollTop(offset: number, extent: ScrollExtent): number {
  const { reach, scrollReach, edge } = reaches(extent);
  const clamped = Math.max(0, Math.min(reach, offset));
  if (!isMapped(extent) || clamped <= edge) return clamped;
  if (clamped >= reach - edge) return scrollReach - (reach - clamped);
  return edge + ((clamped - edge) * (scrollReach - 2 * edge)) / (reach - 2 * edge);
}

/** The inverse of `toScrollTop`. */
export function toOffset(scrollTop: number, extent: ScrollExtent): number {
  const { reach, scrollReach, edge } = reaches(extent);
  const clamped = Math.max(0, Math.min(scrollReach, scrollTop));
  if (!isMapped(extent) || clamped <= edge) return clamped;
  if (clamped >= scrollReach - edge) return reach - (scrollReach - clamped);
  return edge + ((clamped - edge) * (reach - 2 * edge)) / (scrollReach - 2 * edge);
}

/** The offset after the element scrolled by itself from where `offset` was shown. */
export function scrolled(
  before: { readonly scrollTop: number; readonly offset: number },
  scrollTop: number,
  extent: ScrollExtent,
): number {
  if (!isMapped(extent)) return toOffset(scrollTop, extent);
  const step = scrollTop - before.scrollTop;
  if (Math.abs(step) > extent.viewportPx) return toOffset(scrollTop, extent);
  const { reach } = reaches(extent);
  return Math.max(0, Math.min(reach, before.offset + step));
}

function reaches(extent: ScrollExtent): { reach: number; scrollReach: number; edge: number } {
  const reach = Math.max(0, extent.totalPx - extent.viewportPx);
  const scrollReach = Math.max(0, elementHeight(extent) - extent.viewportPx);
  return { reach, scrollReach, edge: Math.min(edgePx, scrollReach / 4) };
}
