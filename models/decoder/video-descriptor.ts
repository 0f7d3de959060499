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

/** Describe packed RGB pixels of at least `grid` pixels a side. */
export function describe(rgb: Uint8Array, width: number, height: number): FrameDescriptor {
  const cells = new Float32Array(grid * grid * 3);
  const counts = new Uint32Array(grid * grid);
  const histogram = new Float32Array(3 * bins);
  let sum = 0;
  let squares = 0;
  for (let y = 0; y < height; y++) {
    const row = Math.floor((y * grid) / height) * grid;
    for (let x = 0; x < width; x++) {
      const at = (y * width + x) * 3;
      const cell = row + Math.floor((x * grid) / width);
      counts[cell] = (counts[cell] as number) + 1;
      let luma = 0;
      for (let channel = 0; channel < 3; channel++) {
        const value = rgb[at + channel] as number;
        cells[cell * 3 + channel] = (cells[cell * 3 + channel] as number) + value;
        const bin = channel * bins + (value >> 4);
        histogram[bin] = (histogram[bin] as number) + 1;
        luma += value * (lumaWeights[channel] as number);
      }
      sum += luma;
      squares += luma * luma;
    }
  }
  const pixels = width * height;
  for (let index = 0; index < cells.length; index++) {
    cells[index] = (cells[index] as number) / Math.max(1, counts[Math.floor(index / 3)] as number);
  }
  for (let index = 0; index < histogram.length; index++) {
    histogram[index] = (histogram[index] as number) / pixels;
  }
  const mean = sum / pixels;
  const deviation = Math.sqrt(Math.max(0, squares / pixels - mean * mean));
  return { cells, histogram, blank: deviation < 4 && (mean < 24 || mean > 235) };
}

const lumaWeights = [0.299, 0.587, 0.114] as const;

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
