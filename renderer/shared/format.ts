/** Numbers and times as a person reads them. Pure. */
import type { Exposure } from '../../main/engine/contract/file-says.ts';
import { messages } from '../../main/engine/contract/messages/index.ts';

const text = messages.page.units;

/** `0:42`, `12:05`, `1:02:03`. Rounds down, as players do. */
export function formatTime(timeMs: number): string {
  const seconds = Math.max(0, Math.floor(timeMs / 1000));
  const parts = [Math.floor(seconds / 3600), Math.floor(seconds / 60) % 60, seconds % 60];
  const [hours = 0, minutes = 0, rest = 0] = parts;
  const two = (value: number): string => String(value).padStart(2, '0');
  return hours > 0 ? `${hours}:${two(minutes)}:${two(rest)}` : `${minutes}:${two(rest)}`;
}

const plainNumber = new Intl.NumberFormat('en');
export function formatCount(count: number): string {
  return plainNumber.format(count);
}

/** `63`, `1.4`, `0.2`: two digits are enough for a speed. */
export function formatSpeed(perSecond: number): string {
  return perSecond >= 10
    ? plainNumber.format(Math.round(perSecond))
    : String(Math.round(perSecond * 10) / 10);
}

export function formatBytes(sizeBytes: number): string {
  let value = sizeBytes;
  let unit = 0;
  while (value >= 999.5 && unit < text.bytes.length - 1) {
    value /= 1000;
    unit += 1;
  }
  const digits = unit === 0 || value >= 99.5 ? 0 : 1;
  return text.size(value.toFixed(digits), text.bytes[unit] ?? '');
}

/**
 * What the camera's clock showed, and in which zone: `Saturday, 3 May 2014, 16:20 (UTC+02:00)`. Where
 * only the instant is known (`Z`), it is told by this computer's clock, which says so. A text that is no
 * date comes back as it is.
 */
export function formatCapturedAt(iso: string, here: (date: Date) => string = onClock): string {
  const match = /^(\d{4}-\d\d-\d\d)(?:T(\d\d:\d\d)(?::[\d.]+)?(Z|[+-]\d\d:\d\d)?)?$/.exec(iso);
  if (match === null) return iso;
  const [, day = '', clock, zone] = match;
  if (zone === 'Z') {
    const [ownDay = '', ownClock = ''] = here(new Date(iso)).split('T');
    return text.inZone(text.dateAndTime(inWords(ownDay), ownClock.slice(0, 5)), text.ownZone);
  }
  if (clock === undefined) return inWords(day);
  const shown = text.dateAndTime(inWords(day), clock);
  return zone === undefined ? shown : text.inZone(shown, text.zone(zone));
}

/** `2014-05-03T16:20` on this computer's clock. */
function onClock(date: Date): string {
  const own = new Date(date.getTime() - date.getTimezoneOffset() * 60_000);
  return own.toISOString().slice(0, 16);
}

const inWords = (day: string): string =>
  new Intl.DateTimeFormat('en-GB', {
    weekday: 'long',
    day: 'numeric',
    month: 'long',
    year: 'numeric',
    timeZone: 'UTC',
  }).format(new Date(`${day}T12:00:00Z`));

/** `35 mm (53 mm on 35 mm film), f/2.8, 1/250 s, ISO 400`; empty where nothing is known. */
export function formatExposure(exposure: Exposure): string {
  const { focalLengthMm, equivalentFocalLengthMm, fNumber, exposureSeconds, iso } = exposure;
  const short = (value: number): string => String(Math.round(value * 10) / 10);
  const [own, equivalent] = [focalLengthMm, equivalentFocalLengthMm].map((mm) => mm && short(mm));
  const lengths =
    own && equivalent && own !== equivalent
      ? text.focalLengths(own, equivalent)
      : (own ?? equivalent) && text.focalLength(own || equivalent || '');
  return [
    lengths,
    fNumber && text.aperture(short(fNumber)),
    exposureSeconds && text.exposureTime(formatShutter(exposureSeconds)),
    iso && text.iso(String(Math.round(iso))),
  ]
    .filter(Boolean)
    .join(', ');
}

/** `1/250`, `0.8`, `30`: fractions as dials have them. */
function formatShutter(seconds: number): string {
  if (seconds < 0.3) return `1/${Math.round(1 / seconds)}`;
  return String(Math.round(seconds * 10) / 10);
}

/** `48.20849° N, 16.37208° E`. */
export function formatPlace(place: { latitude: number; longitude: number }): string {
  const degrees = (value: number): string => Math.abs(value).toFixed(5);
  return text.place(
    text.latitude(degrees(place.latitude), place.latitude < 0),
    text.longitude(degrees(place.longitude), place.longitude < 0),
  );
}

/** The last name of a path of any system; the path itself when it has none (`/`). */
export function lastName(path: string): string {
  return path.split(/[/\\]/).filter(Boolean).at(-1) ?? path;
}
