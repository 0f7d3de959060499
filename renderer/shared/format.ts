/** Numbers and times as a person reads them. Pure. */
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
 * The camera's own wall-clock time, whatever zone this computer is in: `Saturday, 3 May 2014 at
 * 16:20`. A text that is no date comes back as it is.
 */
export function formatCapturedAt(iso: string): string {
  const match = /^(\d{4})-(\d\d)-(\d\d)(?:T(\d\d):(\d\d))?/.exec(iso);
  if (match === null) return iso;
  const [, year, month, day, hour, minute] = match;
  const date = new Date(Date.UTC(Number(year), Number(month) - 1, Number(day), 12));
  const words = new Intl.DateTimeFormat('en-GB', {
    weekday: 'long',
    day: 'numeric',
    month: 'long',
    year: 'numeric',
    timeZone: 'UTC',
  }).format(date);
  return hour === undefined ? words : text.dateAndTime(words, `${hour}:${minute}`);
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
