/**
 * A picture's brightness on a coarse grid: what is left of it when it is saved again, resized or
 * marked, and what another picture of the same scene does not share. Near duplicates are told by it
 * (`main/engine/search/alike`).
 */
import type { ModelPixels } from '../../main/engine/workers/types.ts';
import { resizeRgb } from './resample.ts';

/** Places a side. */
export const lumaSide = 16;

/** Each place's mean luma (ITU-R BT.601), row by row: uint8[lumaSide * lumaSide]. */
export function lumaGrid(pixels: ModelPixels): Uint8Array {
  const small = resizeRgb(pixels, lumaSide, lumaSide, 'nearest');
  const luma = new Uint8Array(lumaSide * lumaSide);
  for (let place = 0; place < luma.length; place += 1) {
    const [red = 0, green = 0, blue = 0] = small.subarray(place * 3, place * 3 + 3);
    luma[place] = Math.round(0.299 * red + 0.587 * green + 0.114 * blue);
  }
  return luma;
}
