/**
 * Colours beyond an ordinary screen's, brought into it: HDR (PQ and HLG) and wide gamuts. Pure.
 *
 * FFmpeg's scaler would do this by itself, but takes seconds to prepare it for each video, and
 * either cuts off everything brighter than white or darkens the whole picture. Here each frame is
 * mapped by what it holds, after it was scaled down; renditions use the same as a table.
 */

/** How a signal stands for light: SMPTE ST 2084, hybrid log-gamma (BT.2100), or as ever (BT.1886). */
export type Transfer = 'pq' | 'hlg' | 'gamma';
export type Gamut = 'bt2020' | 'p3' | 'bt709';
export type Colours = { readonly transfer: Transfer; readonly gamut: Gamut };

/** What white paper has in HDR, in nits (BT.2408): the white of an ordinary video. */
export const whiteNits = 203;
/** What HLG is shown at (BT.2100), and most PQ is made for. */
export const hdrPeakNits = 1000;
/** Up to here, in units of white, light stays as it is. */
export const knee = 0.5;
/** A few of the brightest pixels may be glints. */
const glints = 0.001;

/** Linear light to BT.709's, by rows (BT.2087; P3 with the white of D65). */
const toBt709 = {
  bt2020: [1.6605, -0.5876, -0.0728, -0.1246, 1.1329, -0.0083, -0.0182, -0.1006, 1.1187],
  p3: [1.2249, -0.2247, 0, -0.042, 1.0419, 0, -0.0197, -0.0786, 1.0979],
  bt709: [1, 0, 0, 0, 1, 0, 0, 0, 1],
} as const satisfies Record<Gamut, readonly number[]>;
/** Exponent of the ordinary screen (BT.1886). */
const screenGamma = 2.4;
/** By this power of its luminance HLG's scene becomes brighter on a screen of `hdrPeakNits` (BT.2100). */
const hlgPower = 0.2;

/**
 * Steps of the tables: 12 bits of a signal; of light, the root, by which dark tones keep their steps.
 */
const last = 4095;
const table = (at: (share: number) => number): Float32Array =>
  Float32Array.from({ length: last + 1 }, (_, step) => at(step / last));

/** From signal to light, where 1 is white; of HLG the scene's, where 1 is its brightest. */
const lights = {
  pq: table((signal) => pqNits(signal) / whiteNits),
  hlg: table(hlgScene),
  gamma: table((signal) => signal ** screenGamma),
} as const;
/** From the root of the scene's luminance to what its light is multiplied by. */
const hlgGains = table((root) => (root ** 2) ** hlgPower * (hdrPeakNits / whiteNits));
/** From the root of light to an ordinary screen's code. */
const codes = Uint8Array.from(table((root) => Math.round(255 * (root ** 2) ** (1 / screenGamma))));

function pqNits(signal: number): number {
  const root = signal ** (32 / 2523);
  const share = Math.max(0, root - 107 / 128) / (2413 / 128 - (2392 / 128) * root);
  return 10_000 * share ** (8192 / 1305);
}

function hlgScene(signal: number): number {
  const a = 0.17883277;
  const b = 1 - 4 * a;
  const c = 0.5 - a * Math.log(4 * a);
  return signal <= 0.5 ? signal ** 2 / 3 : (Math.exp((signal - c) / a) + b) / 12;
}

/**
 * Light above the knee drawn together so that `peak` becomes white (1), both in units of white: the
 * Möbius curve of FFmpeg's filter `tonemap`.
 */
export function rollOff(light: number, peak: number): number {
  if (light <= knee || peak <= 1) return Math.min(1, light);
  const p = (-knee * knee * (peak - 1)) / (knee * knee - 2 * knee + peak);
  const q = (knee * knee - 2 * knee * peak + peak) / (peak - 1);
  return Math.min(1, (((q + knee) ** 2 / (q - p)) * (light + p)) / (light + q));
}

/**
 * Packed RGB, 12 bits a channel, with these colours → packed RGB, 8 bits, for an ordinary screen. HDR
 * is drawn together so that `hdrPeak` (in units of white; else the picture's own brightest light)
 * becomes white, the channels alike, so that hues stay. What lies outside the smaller gamut is cut off.
 */
export function toOrdinaryColours(
  rgb: Uint16Array,
  colours: Colours,
  hdrPeak?: number,
): Uint8Array<ArrayBuffer> {
  const light = linearLight(rgb, colours);
  const peak = colours.transfer === 'gamma' ? 1 : (hdrPeak ?? brightest(light));
  const scales = table((root) =>
    root > 0 ? rollOff(root ** 2 * peak, peak) / (root ** 2 * peak) : 1,
  );
  const out = new Uint8Array(rgb.length);
  for (let at = 0; at < light.length; at += 3) {
    const most = Math.max(valueAt(light, at), valueAt(light, at + 1), valueAt(light, at + 2));
    const scale = valueAt(scales, stepOf(most / peak));
    for (let channel = at; channel < at + 3; channel++) {
      out[channel] = valueAt(codes, stepOf(valueAt(light, channel) * scale));
    }
  }
  return out;
}

/** Light in BT.709, where 1 is white; negative where a colour lies outside of it. */
function linearLight(rgb: Uint16Array, { transfer, gamut }: Colours): Float32Array {
  const lightOf = lights[transfer];
  const [rr, rg, rb, gr, gg, gb, br, bg, bb] = toBt709[gamut];
  const out = new Float32Array(rgb.length);
  for (let at = 0; at < rgb.length; at += 3) {
    const red = valueAt(lightOf, valueAt(rgb, at));
    const green = valueAt(lightOf, valueAt(rgb, at + 1));
    const blue = valueAt(lightOf, valueAt(rgb, at + 2));
    const gain =
      transfer === 'hlg'
        ? valueAt(hlgGains, stepOf(0.2627 * red + 0.678 * green + 0.0593 * blue))
        : 1;
    out[at] = gain * (rr * red + rg * green + rb * blue);
    out[at + 1] = gain * (gr * red + gg * green + gb * blue);
    out[at + 2] = gain * (br * red + bg * green + bb * blue);
  }
  return out;
}

/**
 * The luminance that all but a few glints stay below; at least white. A channel by itself may be far
 * too bright along the edges of colours, of which a video has but a quarter.
 */
function brightest(light: Float32Array): number {
  const most = 10_000 / whiteNits;
  const counts = new Uint32Array(last + 1);
  for (let at = 0; at < light.length; at += 3) {
    const luminance =
      0.2126 * valueAt(light, at) +
      0.7152 * valueAt(light, at + 1) +
      0.0722 * valueAt(light, at + 2);
    const step = stepOf(luminance / most);
    counts[step] = valueAt(counts, step) + 1;
  }
  let left = Math.floor((light.length / 3) * glints);
  let step = last;
  while (step > 0 && left >= valueAt(counts, step)) {
    left -= valueAt(counts, step);
    step -= 1;
  }
  return Math.max(1, (step / last) ** 2 * most);
}

const stepOf = (share: number): number =>
  Math.min(last, Math.round(Math.sqrt(Math.max(0, share)) * last));

type Numbers = Uint8Array | Uint16Array | Uint32Array | Float32Array;
const valueAt = (numbers: Numbers, index: number): number => numbers[index] as number;
