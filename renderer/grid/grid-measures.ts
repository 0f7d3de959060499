/** Pixels between tiles, and around them. */
export const gap = 4;
export const padding = 12;

/** The height that rows come near to, in pixels: about as many to a row on every screen. */
export function targetRowHeight(width: number): number {
  if (width < 520) return 112;
  if (width < 900) return 150;
  return width < 1500 ? 190 : 220;
}
