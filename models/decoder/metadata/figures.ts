/** Numbers and names of cameras, as EXIF and XMP have them. Pure. */
import { type Exposure, noExposure } from '../../../main/engine/contract/file-says.ts';
import { cleanLine } from './text.ts';

/** `Canon` and `Canon EOS 40D` → `Canon EOS 40D`: a model that names its maker needs no second. */
export function nameCamera(make: string, model: string): string | null {
  const makerWords = make.toLowerCase().split(/[^\p{L}\p{N}]+/u);
  const named = makerWords.includes(/^[\p{L}\p{N}]+/u.exec(model.toLowerCase())?.[0] ?? '');
  return cleanLine(named ? model : `${make} ${model}`, 120);
}

/** Null for what adapters and cameras without a lens write: `----`, `0.0 mm f/0.0`, `Unknown`. */
export function nameLens(text: string): string | null {
  const name = cleanLine(text, 120);
  const isName = name !== null && /\p{L}/u.test(name) && !/^unknown\b|^none$|^n\/a$/i.test(name);
  return isName && /[1-9]|\p{L}{4}/u.test(name) ? name : null;
}

/** EXIF's LensSpecification: shortest and longest focal length, and the widest aperture at each. */
export function specifiedLens(numbers: readonly number[]): string | null {
  const [shortest = Number.NaN, longest = Number.NaN, wide = Number.NaN, wideAtLong = Number.NaN] =
    numbers;
  if (!(shortest > 0)) return null;
  const millimetres = longest > shortest ? `${short(shortest)}-${short(longest)}` : short(shortest);
  const apertures = wideAtLong > wide ? `${short(wide)}-${short(wideAtLong)}` : short(wide);
  return `${millimetres} mm${wide > 0 ? ` f/${apertures}` : ''}`;
}

const short = (value: number): string => String(Math.round(value * 10) / 10);

/** What a camera can have been set to; anything else is a broken tag. */
const limits: Readonly<Record<keyof Exposure, readonly [least: number, most: number]>> = {
  focalLengthMm: [0.1, 20_000],
  equivalentFocalLengthMm: [1, 20_000],
  fNumber: [0.3, 200],
  exposureSeconds: [1e-7, 1e6],
  iso: [0.1, 2e7],
};

export function exposureOf(numbers: Readonly<Record<keyof Exposure, number>>): Exposure {
  const entries = Object.entries(limits).map(([name, [least, most]]) => {
    const value = numbers[name as keyof Exposure];
    // Four digits are more than a camera's dials have.
    return [name, value >= least && value <= most ? Number(value.toPrecision(4)) : null];
  });
  return { ...noExposure, ...Object.fromEntries(entries) };
}

/** Signed degrees, or nulls for what cannot be: out of range, half a place, or 0/0 (no fix). */
export function placeOf(
  latitude: number,
  longitude: number,
): { latitude: number | null; longitude: number | null } {
  const isPlace = Math.abs(latitude) <= 90 && Math.abs(longitude) <= 180;
  if (!isPlace || (latitude === 0 && longitude === 0)) return { latitude: null, longitude: null };
  // Seven decimals are a centimetre; more is noise of the division.
  const round = (value: number) => (value === 0 ? 0 : Math.round(value * 1e7) / 1e7);
  return { latitude: round(latitude), longitude: round(longitude) };
}

/** Windows counts in percent; -1 is "rejected", which has no stars; and there are no halves here. */
export function ratingOf(stars: number, percent = Number.NaN): number | null {
  if (stars >= -1 && stars <= 5) return Math.max(0, Math.round(stars));
  if (!(percent >= 0 && percent <= 100)) return null;
  return percent === 0 ? 0 : 1 + [13, 38, 63, 87].filter((from) => percent >= from).length;
}
