/**
 * How a picture's numbered colours (ITU-T H.273: HEIF's `nclx`, HEVC's and JPEG XL's headers) become
 * sRGB. Pure.
 */
import {
  AVCOL_PRI_BT2020,
  AVCOL_PRI_SMPTE431,
  AVCOL_PRI_SMPTE432,
  AVCOL_TRC_ARIB_STD_B67,
  AVCOL_TRC_LINEAR,
  AVCOL_TRC_SMPTE2084,
} from 'node-av/constants';
import type { FilterStep } from '../render-video-filter.ts';

/**
 * Those that are told from sRGB. Older video standards' are so near that programs which write them
 * into photos mean sRGB, and viewers take them for it.
 */
const wideGamuts: ReadonlyMap<number, string> = new Map<number, string>([
  [AVCOL_PRI_BT2020, 'bt2020'],
  [AVCOL_PRI_SMPTE431, 'smpte431'],
  [AVCOL_PRI_SMPTE432, 'smpte432'],
]);
const otherCurves: ReadonlyMap<number, string> = new Map<number, string>([
  [AVCOL_TRC_LINEAR, 'linear'],
  [AVCOL_TRC_SMPTE2084, 'smpte2084'],
  [AVCOL_TRC_ARIB_STD_B67, 'arib-std-b67'],
]);
/** Luminance in cd/m² of a white page, and of the brightest light (ITU-R BT.2408). */
const [whiteNits, peakNits] = [203, 1000];

/** Filters for RGB in planes; null where nothing is to be done. */
export function conversionSteps(colours: {
  readonly primaries: number;
  readonly transfer: number;
}): readonly FilterStep[] | null {
  const gamut = wideGamuts.get(colours.primaries);
  const curve = otherCurves.get(colours.transfer);
  if (gamut === undefined && curve === undefined) return null;
  const from = `pin=${gamut ?? 'bt709'}:tin=${curve ?? 'iec61966-2-1'}:min=gbr:rin=full`;
  const to = 'p=bt709:m=gbr:r=full';
  if (curve === undefined || curve === 'linear') {
    return [['zscale', `${from}:${to}:t=iec61966-2-1`]];
  }
  return [
    ['zscale', `${from}:${to}:t=linear:npl=${whiteNits}`],
    ['format', 'pix_fmts=gbrpf32le'],
    // Leaves the darker colours as they are and bends the rest, so that lights keep their shapes.
    ['tonemap', `tonemap=mobius:desat=0:peak=${peakNits / whiteNits}`],
    ['zscale', 'pin=bt709:tin=linear:min=gbr:rin=full:p=bt709:m=gbr:r=full:t=iec61966-2-1'],
  ];
}
