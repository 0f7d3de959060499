/** A few numbers a frame, to tell whether two frames show the same scene. */

/** Cells a side of the grid of mean colours. */
const grid = 16;
/** Bins a colour channel of the histogram. */
const bins = 16;

export type FrameDescriptor = {
  /** Mean colour of each cell: `grid * grid * 3` values in 0..255. */
  readonly cells: Float32Array;
  /** Share of pixels in each bin, `3 * bins` values, each channel summing to 1. */
  readonly histogram: Float32Array;
  /** A flat black or white picture, as before a film begins. */
  readonly blank: boolean;
};

/** Of more pixels a side than twice this, not every one is looked at. */
const enoughPixels = 128;

/** Describe packed RGB pixels of at least `grid` pixels a side. */
export function describe(rgb: Uint8Array, width: number, height: number): FrameDescriptor {
  const sums = new Uint32Array(grid * grid * 3);
  const counts = new Uint32Array(grid * grid);
  const histogram = new Float32Array(3 * bins);
  const columns = Uint8Array.from({ length: width }, (_, x) => Math.floor((x * grid) / width));
  const step = Math.max(1, Math.floor(Math.min(width, height) / enoughPixels));
  let pixels = 0;
  let total = 0;
  let squares = 0;
  for (let y = 0; y < height; y += step) {
    const row = Math.floor((y * grid) / height) * grid;
    for (let x = 0; x < width; x += step) {
      const at = (y * width + x) * 3;
      pixels++;
      const cell = row + valueAt(columns, x);
      const red = valueAt(rgb, at);
      const green = valueAt(rgb, at + 1);
      const blue = valueAt(rgb, at + 2);
      add(counts, cell, 1);
      add(sums, cell * 3, red);
      add(sums, cell * 3 + 1, green);
      add(sums, cell * 3 + 2, blue);
      add(histogram, red >> 4, 1);
      add(histogram, bins + (green >> 4), 1);
      add(histogram, 2 * bins + (blue >> 4), 1);
      const luma = 0.299 * red + 0.587 * green + 0.114 * blue;
      total += luma;
      squares += luma * luma;
    }
  }
  const mean = total / pixels;
  const deviation = Math.sqrt(Math.max(0, squares / pixels - mean * mean));
  return {
    cells: Float32Array.from(sums, (sum, index) => sum / valueAt(counts, Math.floor(index / 3))),
    histogram: histogram.map((count) => count / pixels),
    blank: deviation < 4 && (mean < 24 || mean > 235),
  };
}

type Numbers = Uint8Array | Uint32Array | Float32Array;
const valueAt = (numbers: Numbers, index: number): number => numbers[index] as number;
function add(numbers: Uint32Array | Float32Array, index: number, value: number): void {
  numbers[index] = (numbers[index] as number) + value;
}

/**
 * How differently two frames look, 0 (the same) to about 1. Half is the mean difference of the
 * cells: shapes and where they are. Half is the mean distance of the colour histograms, wherever
 * the colours are, as earth mover's distance, so that a slight change of light stays slight. The
 * two guard each other: motion moves cells and keeps colours.
 */
export function difference(a: FrameDescriptor, b: FrameDescriptor): number {
  let cells = 0;
  for (let index = 0; index < a.cells.length; index++) {
    cells += Math.abs((a.cells[index] as number) - (b.cells[index] as number));
  }
  let moved = 0;
  for (let channel = 0; channel < 3; channel++) {
    let carried = 0;
    for (let bin = channel * bins; bin < (channel + 1) * bins; bin++) {
      carried += (a.histogram[bin] as number) - (b.histogram[bin] as number);
      moved += Math.abs(carried);
    }
  }
  return cells / a.cells.length / 256 + (moved / (3 * bins)) * 2;
}
