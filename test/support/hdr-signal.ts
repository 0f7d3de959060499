/** Ordinary pictures as HDR carries them, by the standards' forward formulas. */
import {
  AVCOL_PRI_BT2020,
  AVCOL_SPC_BT2020_NCL,
  AVCOL_TRC_ARIB_STD_B67,
  AVCOL_TRC_SMPTE2084,
} from 'node-av/constants';
import type { ClipColours } from './make-clip.ts';

export type HdrSignal = 'pq' | 'hlg';

export const hdrColours: Readonly<Record<HdrSignal, ClipColours>> = {
  pq: {
    primaries: AVCOL_PRI_BT2020,
    transfer: AVCOL_TRC_SMPTE2084,
    matrix: AVCOL_SPC_BT2020_NCL,
  },
  hlg: {
    primaries: AVCOL_PRI_BT2020,
    transfer: AVCOL_TRC_ARIB_STD_B67,
    matrix: AVCOL_SPC_BT2020_NCL,
  },
};

const whiteNits = 203;
/** BT.709's linear light in BT.2020 (BT.2087). */
const wider = [
  [0.6274, 0.3293, 0.0433],
  [0.0691, 0.9195, 0.0114],
  [0.0164, 0.088, 0.8956],
] as const;

/**
 * RGB for an ordinary screen (8 bits, packed) → the signal's RGB (8 bits, packed), white at 203 nits
 * times `gain` of the pixel.
 */
export function toHdrSignal(
  rgb: Uint8Array,
  signal: HdrSignal,
  gain: (pixel: number) => number = () => 1,
): Uint8Array {
  const out = new Uint8Array(rgb.length);
  for (let at = 0; at < rgb.length; at += 3) {
    const light = [...rgb.subarray(at, at + 3)].map((code) => (code / 255) ** 2.4);
    const nits = wider.map(
      (row) =>
        whiteNits * gain(at / 3) * row.reduce((sum, share, i) => sum + share * (light[i] ?? 0), 0),
    );
    const coded = signal === 'pq' ? nits.map(pqSignal) : hlgSignals(nits);
    out.set(
      coded.map((value) => Math.round(255 * Math.min(1, value))),
      at,
    );
  }
  return out;
}

/** SMPTE ST 2084, the inverse of its electro-optical transfer function. */
function pqSignal(nits: number): number {
  const power = (Math.max(0, nits) / 10_000) ** 0.1593017578125;
  return ((0.8359375 + 18.8515625 * power) / (1 + 18.6875 * power)) ** 78.84375;
}

/** BT.2100: light on a screen of 1000 nits → the scene's → hybrid log-gamma. */
function hlgSignals(nits: readonly number[]): number[] {
  const [red = 0, green = 0, blue = 0] = nits;
  const luminance = (0.2627 * red + 0.678 * green + 0.0593 * blue) / 1000;
  const gain = luminance > 0 ? luminance ** (1 / 1.2 - 1) / 1000 : 0;
  return nits.map((value) => {
    const scene = value * gain;
    return scene <= 1 / 12
      ? Math.sqrt(3 * scene)
      : 0.17883277 * Math.log(12 * scene - 0.28466892) + 0.55991073;
  });
}
