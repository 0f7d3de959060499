/** Times as files write them, and which of them is believed. Pure. */

export type Time = {
  /** `2020-02-29T12:00:00`, or the day alone. */
  readonly local: string;
  /** Digits behind the second, without zeros at the end. */
  readonly fraction: string;
  /** `+02:00`; `Z` where only the instant is known; empty where nothing is. */
  readonly zone: string;
};

const written = new RegExp(
  '^(?<year>\\d{4})[:\\-/.](?<month>\\d\\d)[:\\-/.](?<day>\\d\\d)' +
    '(?:[ T]+(?<hour>\\d\\d):(?<minute>\\d\\d)(?::(?<second>\\d\\d)(?:[.,](?<fraction>\\d+))?)?' +
    '\\s*(?<zone>Z|[+-]\\d{1,2}:?\\d\\d)?)?$',
  'i',
);

/**
 * EXIF's `2008:05:30 15:56:01`, XMP's and QuickTime's `2008-05-30T15:56:01.25+0200`; null for what is
 * no time. `zone` and `fraction`: what the file says of them elsewhere.
 */
export function readTime(text: string, { zone = '', fraction = '' } = {}): Time | null {
  const { groups } = written.exec(text.trim()) ?? {};
  if (groups === undefined) return null;
  const { year, month, day, hour, minute, second = '00' } = groups;
  const date = `${year}-${month}-${day}`;
  const local = hour === undefined ? date : `${date}T${hour}:${minute}:${second}`;
  if (!isOnCalendar(local)) return null;
  if (hour === undefined) return { local, fraction: '', zone: '' };
  const digits = /^\d+/.exec(groups.fraction ?? fraction.trim())?.[0] ?? '';
  return {
    local,
    fraction: digits.slice(0, 6).replace(/0+$/, ''),
    zone: readZone(groups.zone ?? zone),
  };
}

/** The round trip refuses 31 February; year 0 is a camera whose clock was never set. */
function isOnCalendar(local: string): boolean {
  const date = new Date(local.length > 10 ? `${local}Z` : `${local}T00:00:00Z`);
  return !Number.isNaN(date.getTime()) && date.toISOString().startsWith(local) && local >= '0001';
}

/** `+2:00`, `+0200`, `Z` → `+02:00`, `Z`; empty for what is no zone of this earth. */
export function readZone(text: string): string {
  if (/^z$/i.test(text.trim())) return 'Z';
  const [, sign = '', hours = '', minutes = ''] =
    /^([+-])(\d{1,2}):?(\d\d)$/.exec(text.trim()) ?? [];
  const offset = Number(hours) * 60 + Number(minutes);
  if (sign === '' || offset % 15 !== 0 || offset > 14 * 60) return '';
  return zoneOf(sign === '-' ? -offset : offset);
}

/** Minutes east of Greenwich → `+05:30`. */
export function zoneOf(offsetMinutes: number): string {
  const two = (value: number) => String(value).padStart(2, '0');
  const size = Math.abs(offsetMinutes);
  return `${offsetMinutes < 0 ? '-' : '+'}${two(Math.floor(size / 60))}:${two(size % 60)}`;
}

/**
 * The first of `times`, in the order of trust, with what others that name the same second know of its
 * fraction and zone. Where none knows the zone it is the difference to the time of the satellites.
 * `satellites`: UTC; with no other time it is the answer.
 */
export function believe(
  times: readonly (Time | null)[],
  satellites: Time | null = null,
): string | null {
  const [first] = times.filter((time) => time !== null);
  if (first === undefined) return satellites && printTime({ ...satellites, zone: 'Z' });
  const same = times.filter((time) => time !== null).filter(({ local }) => local === first.local);
  const fraction = same.find((time) => time.fraction !== '')?.fraction ?? '';
  const zone = zoneAmong(same.map((time) => time.zone)) || zoneBy(satellites, first.local);
  return printTime({ local: first.local, fraction, zone });
}

/** Where one source has the same digits without a zone, another one's "Z" is a habit of programs. */
export function zoneAmong(zones: readonly string[]): string {
  const known = zones.find((zone) => zone !== '' && zone !== 'Z');
  return known ?? (zones.includes('') ? '' : 'Z');
}

export function printTime({ local, fraction, zone }: Time): string {
  return `${local}${fraction === '' ? '' : `.${fraction}`}${zone}`;
}

/** Offsets that are no whole hours, in minutes, wherever they were in use since there are cameras. */
const oddOffsets = [
  -570, -270, -210, -150, 210, 270, 330, 345, 390, 510, 525, 570, 630, 690, 765, 825,
];
const wholeHours = Array.from({ length: 27 }, (_, index) => (index - 12) * 60);
/** A position is some minutes old now and then, and a camera's clock is wrong by as much. */
const toleranceMs = 5 * 60_000;

function zoneBy(satellites: Time | null, local: string): string {
  if (satellites === null || local.length === 10 || satellites.local.length === 10) return '';
  const difference = Date.parse(`${local}Z`) - Date.parse(`${satellites.local}Z`);
  const offset = [...wholeHours, ...oddOffsets].find(
    (minutes) => Math.abs(difference - minutes * 60_000) <= toleranceMs,
  );
  return offset === undefined ? '' : zoneOf(offset);
}
