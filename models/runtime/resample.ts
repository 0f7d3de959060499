/**
 * Resizes RGB bytes as Pillow's `Image.resize` does, with which the models are trained: a separable
 * convolution whose support grows with the shrink factor, in fixed point, rounded to bytes after
 * each pass (Pillow, src/libImaging/Resample.c), to the bit of Pillow 13. The model is sensitive:
 * libvips' own shrinking, a quarter of a step in 255 off on average, moves embeddings by up to 4
 * degrees, and it enlarges half a pixel off.
 */
import type { ModelManifest } from '../manifest.ts';

export type Kernel = ModelManifest['vision']['kernel'];
type Rgb = { readonly width: number; readonly height: number; readonly data: Uint8Array };

/** Where each output place reads from, and its fixed-point weights, `taps` a place. */
type Weights = { readonly taps: number; readonly starts: Int32Array; readonly weights: Int32Array };

const precisionBits = 22;
const half = 1 << (precisionBits - 1);
const channels = 3;

/** `data`: RGB, row by row. Returns `width * height * 3` bytes. Throws RangeError on a bad size. */
export function resizeRgb(source: Rgb, width: number, height: number, kernel: Kernel): Uint8Array {
  if (source.data.length !== source.width * source.height * channels || width < 1 || height < 1) {
    throw new RangeError(
      `cannot resize ${source.data.length} bytes of ${source.width}x${source.height} to ${width}x${height}`,
    );
  }
  // Bytes are rounded between the passes, so their order shows: columns first where that leaves far
  // fewer of them, as found by asking Pillow about some thousand sizes.
  const columnsFirst = source.height - height > 2 * Math.max(0, source.width - width);
  return columnsFirst
    ? resizeRows(resizeColumns(source, height, kernel), width, kernel).data
    : resizeColumns(resizeRows(source, width, kernel), height, kernel).data;
}

function resizeRows(source: Rgb, newWidth: number, kernel: Kernel): Rgb {
  const { width, height, data } = source;
  if (newWidth === width) return source;
  const { taps, starts, weights } = planWeights(width, newWidth, kernel);
  const result = new Uint8Array(newWidth * height * channels);
  const clamp = new Uint8ClampedArray(result.buffer);
  let out = 0;
  for (let row = 0; row < height; row += 1) {
    const rowStart = row * width * channels;
    for (let column = 0; column < newWidth; column += 1) {
      let red = half;
      let green = half;
      let blue = half;
      let at = rowStart + (starts[column] as number) * channels;
      const first = column * taps;
      for (let tap = first; tap < first + taps; tap += 1) {
        const weight = weights[tap] as number;
        red = (red + Math.imul(data[at] as number, weight)) | 0;
        green = (green + Math.imul(data[at + 1] as number, weight)) | 0;
        blue = (blue + Math.imul(data[at + 2] as number, weight)) | 0;
        at += channels;
      }
      clamp[out] = red >> precisionBits;
      clamp[out + 1] = green >> precisionBits;
      clamp[out + 2] = blue >> precisionBits;
      out += channels;
    }
  }
  return { width: newWidth, height, data: result };
}

function resizeColumns(source: Rgb, newHeight: number, kernel: Kernel): Rgb {
  const { width, height, data } = source;
  if (newHeight === height) return source;
  const { taps, starts, weights } = planWeights(height, newHeight, kernel);
  const stride = width * channels;
  const result = new Uint8Array(newHeight * stride);
  const clamp = new Uint8ClampedArray(result.buffer);
  const sums = new Int32Array(stride);
  for (let row = 0; row < newHeight; row += 1) {
    sums.fill(half);
    for (let tap = 0; tap < taps; tap += 1) {
      const weight = weights[row * taps + tap] as number;
      if (weight === 0) continue;
      const from = ((starts[row] as number) + tap) * stride;
      for (let at = 0; at < stride; at += 1) {
        sums[at] = (sums[at] as number) + Math.imul(data[from + at] as number, weight);
      }
    }
    const out = row * stride;
    for (let at = 0; at < stride; at += 1) clamp[out + at] = (sums[at] as number) >> precisionBits;
  }
  return { width, height: newHeight, data: result };
}

function planWeights(length: number, newLength: number, kernel: Kernel): Weights {
  const { support, weigh } = kernels[kernel];
  const scale = length / newLength;
  const stretch = Math.max(scale, 1);
  const reach = support * stretch;
  const taps = Math.min(length, Math.ceil(2 * reach));
  const starts = new Int32Array(newLength);
  const weights = new Int32Array(newLength * taps);
  const row = new Float64Array(taps);
  for (let place = 0; place < newLength; place += 1) {
    const centre = (place + 0.5) * scale;
    const low = Math.max(0, Math.trunc(centre - reach + 0.5));
    const high = Math.min(length, Math.trunc(centre + reach + 0.5));
    // Every place has `taps` weights; near the end the window is moved back and padded with zeros.
    const start = Math.min(low, length - taps);
    starts[place] = start;
    row.fill(0);
    let sum = 0;
    for (let at = low; at < high; at += 1) {
      const weight = weigh((at - centre + 0.5) / stretch);
      row[at - start] = weight;
      sum += weight;
    }
    for (let tap = 0; tap < taps; tap += 1) {
      const scaled = ((row[tap] as number) / sum) * 2 ** precisionBits;
      weights[place * taps + tap] = Math.trunc(scaled + (scaled < 0 ? -0.5 : 0.5));
    }
  }
  return { taps, starts, weights };
}

/** Keys' cubic convolution family: B and C of Mitchell and Netravali (SIGGRAPH 1988). */
function cubic(b: number, c: number): (offset: number) => number {
  return (offset) => {
    const x = Math.abs(offset);
    if (x < 1) {
      return ((12 - 9 * b - 6 * c) * x ** 3 + (-18 + 12 * b + 6 * c) * x ** 2 + (6 - 2 * b)) / 6;
    }
    if (x >= 2) return 0;
    const falling = (-b - 6 * c) * x ** 3 + (6 * b + 30 * c) * x ** 2;
    return (falling + (-12 * b - 48 * c) * x + (8 * b + 24 * c)) / 6;
  };
}

function lanczos(lobes: number): (offset: number) => number {
  const sinc = (x: number) => (x === 0 ? 1 : Math.sin(Math.PI * x) / (Math.PI * x));
  return (x) => (Math.abs(x) < lobes ? sinc(x) * sinc(x / lobes) : 0);
}

/** `nearest` is the box: what the name means when shrinking with antialiasing. */
const kernels: Record<Kernel, { support: number; weigh: (offset: number) => number }> = {
  nearest: { support: 0.5, weigh: (x) => (x > -0.5 && x <= 0.5 ? 1 : 0) },
  linear: { support: 1, weigh: (x) => Math.max(0, 1 - Math.abs(x)) },
  cubic: { support: 2, weigh: cubic(0, 0.5) },
  mitchell: { support: 2, weigh: cubic(1 / 3, 1 / 3) },
  lanczos2: { support: 2, weigh: lanczos(2) },
  lanczos3: { support: 3, weigh: lanczos(3) },
};
