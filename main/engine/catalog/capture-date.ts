/** Milliseconds since 1970 of a file's modification time in nanoseconds. */
export function modifiedMsOf(modifiedNs: string): number {
  return Number(BigInt(modifiedNs) / 1_000_000n);
}

/**
 * When it was taken: `dateMs`, the instant, by which the order goes; `localMs`, what the camera's clock
 * showed, as if that were UTC, by which days are counted.
 */
export type CaptureDate = { readonly dateMs: number; readonly localMs: number };

const written = /^(?<local>\d{4}-\d\d-\d\d(?:T[\d:.]+)?)(?<zone>Z|[+-]\d\d:?\d\d)?$/i;

/**
 * Of the capture (ISO 8601), else of the modification. A clock whose zone is not known counts as UTC
 * in the order, so that this does not depend on where this computer is. Where only the instant is known
 * (`Z`, the modification), the day is the one that it is on this computer's clock.
 */
export function captureDateOf(
  capturedAt: string | null,
  modifiedNs: string,
  offsetMinutesAt: (instantMs: number) => number = ownOffsetMinutes,
): CaptureDate {
  const { local = '', zone } = written.exec(capturedAt ?? '')?.groups ?? {};
  const localMs = Date.parse(local.includes('T') ? `${local}Z` : local);
  if (!Number.isFinite(localMs)) return onClock(modifiedMsOf(modifiedNs), offsetMinutesAt);
  if (zone === undefined || !local.includes('T')) return { dateMs: localMs, localMs };
  if (/z/i.test(zone)) return onClock(localMs, offsetMinutesAt);
  const [, sign = '', hours = '', minutes = ''] = /^([+-])(\d\d):?(\d\d)$/.exec(zone) ?? [];
  const offsetMinutes = Number(`${sign}1`) * (Number(hours) * 60 + Number(minutes));
  return { dateMs: localMs - offsetMinutes * 60_000, localMs };
}

function onClock(dateMs: number, offsetMinutesAt: (instantMs: number) => number): CaptureDate {
  return { dateMs, localMs: dateMs + offsetMinutesAt(dateMs) * 60_000 };
}

/** East of Greenwich; of an instant too far off to be on any calendar none. */
const ownOffsetMinutes = (instantMs: number): number =>
  -new Date(instantMs).getTimezoneOffset() || 0;
