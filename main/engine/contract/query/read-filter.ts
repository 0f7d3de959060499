/** Reads one filter of a query: `kind:video`, `date:2021..`, `size:5MB..`, `folder:italy`. Pure. */
import { itemStates, mediaKinds } from '../library.ts';
import { labelName, tagPath } from './labels.ts';
import type { Area, DateRange, Filter, NumberRange } from './syntax.ts';

/** Places whose words a filter names; tags and albums are named as a whole. */
const namedPlaces = ['name', 'folder', 'camera', 'lens', 'caption'] as const;

const written = /^(?<name>\p{L}+):(?<value>.+?)[,;]?$/iu;

const bytesOf = { b: 1, kb: 1e3, mb: 1e6, gb: 1e9, tb: 1e12 } as const;
const millisecondsOf = { s: 1_000, m: 60_000, h: 3_600_000 } as const;

/** What makes no sense is no filter. */
export function readFilter(text: string, minus: boolean): Filter | undefined {
  const { name = '', value = '' } = written.exec(text)?.groups ?? {};
  const type = name.toLowerCase();
  const low = value.toLowerCase();
  if (type === 'kind') {
    const kind = mediaKinds.find((one) => one === low);
    return kind && { type, kind, minus };
  }
  if (type === 'date') {
    const range = readDates(low);
    return range && { type, range, minus };
  }
  if (type === 'size' || type === 'length') {
    const range = readRange(low, type === 'size' ? readBytes : readMilliseconds);
    return range && { type, range, minus };
  }
  if (type === 'area') {
    const area = readArea(low);
    return area && { type, area, minus };
  }
  if (type === 'rating') {
    const range = readStars(low);
    return range && { type, range, minus };
  }
  if (type === 'is') {
    const state = itemStates.find((one) => one === (low === 'favorite' ? 'favourite' : low));
    return state && { type, state, minus };
  }
  if (type === 'tag' || type === 'album') {
    const named = type === 'tag' ? tagPath(value) : labelName(value);
    return named === '' ? undefined : { type, name: named, minus };
  }
  const place = namedPlaces.find((one) => one === type);
  if (place === undefined || !/[\p{L}\p{N}]/u.test(value)) return undefined;
  return { type: 'named', place, words: value, minus };
}

/** Milliseconds, above 0, of `within:30s`: how soon one step follows on another. */
export function readWithin(text: string): number | undefined {
  const value = /^within:(?<value>.+?)[,;]?$/iu.exec(text)?.groups?.value;
  return (value && readMilliseconds(value.toLowerCase())) || undefined;
}

/** `5MB..`, `..2m`, `1MB..5MB`, `>5MB`, `<2m`; a lone value is the least. */
function readRange(
  value: string,
  read: (text: string) => number | undefined,
): NumberRange | undefined {
  const sign = /^[<>]/u.exec(value)?.[0];
  if (sign !== undefined) {
    const end = read(value.slice(1).replace(/^=/u, ''));
    if (end === undefined) return undefined;
    return sign === '>' ? { from: end, to: Infinity } : { from: 0, to: end };
  }
  const [first = '', second = '', ...more] = value.split('..');
  const from = first === '' ? 0 : read(first);
  const to = second === '' ? Infinity : read(second);
  if (more.length > 0 || value === '..' || from === undefined || to === undefined) return undefined;
  return { from: Math.min(from, to), to: Math.max(from, to) };
}

/** `4`, `2..3`, `>=4`, `<3`: stars are whole, so more than three are four. */
function readStars(value: string): NumberRange | undefined {
  const { sign, stars } = /^(?<sign>[<>])(?<stars>[0-5])$/u.exec(value)?.groups ?? {};
  if (stars !== undefined) {
    const number = Number(stars);
    return sign === '>' ? { from: number + 1, to: Infinity } : { from: 0, to: number - 1 };
  }
  return readRange(value, (text) => (/^[0-5]$/u.test(text) ? Number(text) : undefined));
}

function readBytes(text: string): number | undefined {
  const { number, unit } = /^(?<number>\d+(?:\.\d+)?)(?<unit>[kmgt]?b)$/u.exec(text)?.groups ?? {};
  return unit === undefined ? undefined : Number(number) * bytesOf[unit as keyof typeof bytesOf];
}

/** `90s`, `1m30s`, `2h`, `1:30`. */
function readMilliseconds(text: string): number | undefined {
  const clock = /^(?:(?<h>\d+):)?(?<m>\d{1,2}):(?<s>\d\d)$/u;
  const units = /^(?=\d)(?:(?<h>\d+)h)?(?:(?<m>\d+)m)?(?:(?<s>\d+(?:\.\d+)?)s)?$/u;
  const parts = (clock.exec(text) ?? units.exec(text))?.groups;
  if (parts === undefined) return undefined;
  return (['h', 'm', 's'] as const).reduce(
    (sum, unit) => sum + Number(parts[unit] ?? 0) * millisecondsOf[unit],
    0,
  );
}

/** `48.1,16.2..48.3,16.5`: latitude and longitude of two corners, the western one first. */
function readArea(value: string): Area | undefined {
  const degree = '-?\\d{1,3}(?:\\.\\d+)?';
  const box = new RegExp(`^(${degree}),(${degree})\\.\\.(${degree}),(${degree})$`, 'u');
  const [, a, west, b, east] = (box.exec(value) ?? []).map(Number);
  if (a === undefined || west === undefined || b === undefined || east === undefined) {
    return undefined;
  }
  const fits = [a, b].every((each) => Math.abs(each) <= 90);
  const fitsToo = [west, east].every((each) => Math.abs(each) <= 180);
  return fits && fitsToo ? { south: Math.min(a, b), west, north: Math.max(a, b), east } : undefined;
}

/** `2021`, `2021-06..2022`, `..2020-12-31`, `2019..`; the wrong way round as well. */
function readDates(value: string): DateRange | undefined {
  const [first = '', second, ...more] = value.split('..');
  const ends = second === undefined ? [first, first] : [first, second];
  if (more.length > 0 || ends.every((end) => end === '')) return undefined;
  if (!ends.every((end) => end === '' || isDay(end))) return undefined;
  const [from, to] = ends.every((end) => end !== '') ? ends.toSorted() : ends;
  return { from: from || null, to: to || null };
}

function isDay(text: string): boolean {
  const {
    year,
    month = '01',
    day = '01',
  } = /^(?<year>[1-9]\d{3})(?:-(?<month>\d\d)(?:-(?<day>\d\d))?)?$/u.exec(text)?.groups ?? {};
  if (year === undefined) return false;
  const date = new Date(`${year}-${month}-${day}T00:00:00Z`);
  // 30 February would become a day of March.
  return !Number.isNaN(date.getTime()) && date.toISOString().startsWith(`${year}-${month}-${day}`);
}
