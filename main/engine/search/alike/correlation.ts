/**
 * How alike two pictures are in brightness, whichever of them is a little cropped. Pure.
 *
 * The normalised cross-correlation (Lewis 1995) of two luma grids is 1 for a picture saved again,
 * resized, or made lighter, and nearly so where a mark covers a part. One that is cropped shows a
 * window of the other, so each is compared with windows of the other stretched to its size.
 */
import { lumaSide } from '../../../../models/runtime/luma.ts';

const places = lumaSide * lumaSide;

/** What a window leaves of one side, and where it lies: 0 at the beginning, 1 at the end. */
type Window = { readonly length: number; readonly offset: number };

const windows: readonly Window[] = [
  { length: 1, offset: 0 },
  ...[0.95, 0.9].flatMap((length) => [0, 0.5, 1].map((offset) => ({ length, offset }))),
];

/** Brightness that varies less than this, in steps of 255, is none that could be compared. */
const leastDeviation = 1.5;

/** A grid's windows, each with mean 0 and length 1; zeros where there is next to nothing to see. */
export type LumaWindows = readonly Float32Array[];

/** The whole grid comes first. Throws RangeError on a grid of another size. */
export function lumaWindows(luma: Uint8Array): LumaWindows {
  if (luma.length !== places) throw new RangeError(`a luma grid of ${luma.length} places`);
  const source = Float32Array.from(luma);
  return samplings.flatMap((rows) =>
    samplings.map((columns) => normalised(stretched(source, rows, columns))),
  );
}

/** From -1 to 1: the best of either whole with the other's windows. */
export function correlation(a: LumaWindows, b: LumaWindows): number {
  const [wholeA, wholeB] = [a[0], b[0]];
  if (wholeA === undefined || wholeB === undefined) throw new RangeError('a picture of no window');
  let best = -1;
  for (const window of b) best = Math.max(best, dot(wholeA, window));
  for (const window of a) best = Math.max(best, dot(window, wholeB));
  return best;
}

/** The same of both as they are. */
export function wholeCorrelation(a: LumaWindows, b: LumaWindows): number {
  const [wholeA, wholeB] = [a[0], b[0]];
  if (wholeA === undefined || wholeB === undefined) throw new RangeError('a picture of no window');
  return dot(wholeA, wholeB);
}

/** For each place of the stretched window: the two places between which it lies, and how far on. */
type Sampling = {
  readonly low: Uint8Array;
  readonly high: Uint8Array;
  readonly part: Float32Array;
};

const samplings: readonly Sampling[] = windows.map(({ length, offset }) => {
  const low = new Uint8Array(lumaSide);
  const high = new Uint8Array(lumaSide);
  const part = new Float32Array(lumaSide);
  const start = offset * lumaSide * (1 - length);
  for (let place = 0; place < lumaSide; place += 1) {
    const at = Math.min(Math.max(start + (place + 0.5) * length - 0.5, 0), lumaSide - 1);
    low[place] = Math.floor(at);
    high[place] = Math.min(Math.floor(at) + 1, lumaSide - 1);
    part[place] = at - Math.floor(at);
  }
  return { low, high, part };
});

function stretched(luma: Float32Array, rows: Sampling, columns: Sampling): Float32Array {
  const across = new Float32Array(places);
  for (let row = 0; row < lumaSide; row += 1) {
    for (let column = 0; column < lumaSide; column += 1) {
      const low = luma[row * lumaSide + (columns.low[column] as number)] as number;
      const high = luma[row * lumaSide + (columns.high[column] as number)] as number;
      across[row * lumaSide + column] = low + (high - low) * (columns.part[column] as number);
    }
  }
  const result = new Float32Array(places);
  for (let row = 0; row < lumaSide; row += 1) {
    const part = rows.part[row] as number;
    for (let column = 0; column < lumaSide; column += 1) {
      const low = across[(rows.low[row] as number) * lumaSide + column] as number;
      const high = across[(rows.high[row] as number) * lumaSide + column] as number;
      result[row * lumaSide + column] = low + (high - low) * part;
    }
  }
  return result;
}

function normalised(values: Float32Array): Float32Array {
  const mean = values.reduce((sum, value) => sum + value, 0) / places;
  const square = values.reduce((sum, value) => sum + (value - mean) ** 2, 0);
  if (square < places * leastDeviation ** 2) return new Float32Array(places);
  const scale = 1 / Math.sqrt(square);
  return values.map((value) => (value - mean) * scale);
}

function dot(a: Float32Array, b: Float32Array): number {
  let sum = 0;
  for (let place = 0; place < places; place += 1)
    sum += (a[place] as number) * (b[place] as number);
  return sum;
}
