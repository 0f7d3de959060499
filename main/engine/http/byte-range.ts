/** The `Range` header (RFC 9110, section 14). Pure. */

/** Both ends are inside the file; `end` is inclusive. */
export type ByteRange = { readonly start: number; readonly end: number };

/**
 * `whole`: no range, several ranges or a unit that we do not serve, so the whole file is the
 * answer; `unsatisfiable`: nothing of the range lies inside `sizeBytes` (416).
 */
export function parseByteRange(
  header: string | null,
  sizeBytes: number,
): ByteRange | 'whole' | 'unsatisfiable' {
  const match = /^bytes=(\d*)-(\d*)$/.exec(header?.trim() ?? '');
  if (match === null) return 'whole';
  const [, first = '', last = ''] = match;
  if (first === '' && last === '') return 'whole';
  if (first === '') {
    const suffix = Number(last);
    if (suffix === 0 || sizeBytes === 0) return 'unsatisfiable';
    return { start: Math.max(0, sizeBytes - suffix), end: sizeBytes - 1 };
  }
  const start = Number(first);
  const end = last === '' ? sizeBytes - 1 : Math.min(Number(last), sizeBytes - 1);
  if (last !== '' && Number(last) < start) return 'whole';
  return start >= sizeBytes ? 'unsatisfiable' : { start, end };
}
