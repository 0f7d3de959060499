/** Milliseconds since 1970 of a file's modification time in nanoseconds. */
export function modifiedMsOf(modifiedNs: string): number {
  return Number(BigInt(modifiedNs) / 1_000_000n);
}

/**
 * Milliseconds since 1970 for ordering by date: the capture, else the modification. A capture
 * without a zone counts as UTC, so that the order does not depend on this computer's zone.
 */
export function dateMsOf(capturedAt: string | null, modifiedNs: string): number {
  if (capturedAt !== null) {
    const zoned = /(Z|[+-]\d\d:?\d\d)$/i.test(capturedAt) || !capturedAt.includes('T');
    const captured = Date.parse(zoned ? capturedAt : `${capturedAt}Z`);
    if (Number.isFinite(captured)) return captured;
  }
  return modifiedMsOf(modifiedNs);
}
