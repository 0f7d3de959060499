/** Writes ISO base media boxes, for files that tests make. Numbers are big-endian. */

export function box(type: string, ...parts: readonly Uint8Array[]): Buffer {
  const body = Buffer.concat(parts);
  return Buffer.concat([number(4, 8 + body.length), Buffer.from(type, 'latin1'), body]);
}

/** A box that begins with a version and flags. */
export function fullBox(
  type: string,
  { version = 0, flags = 0 }: { version?: number; flags?: number },
  ...parts: readonly Uint8Array[]
): Buffer {
  return box(type, number(1, version), number(3, flags), ...parts);
}

export function number(byteCount: 1 | 2 | 3 | 4, ...values: readonly number[]): Buffer {
  const written = Buffer.alloc(byteCount * values.length);
  for (const [index, value] of values.entries()) {
    // Signed ones as their complement.
    written.writeUIntBE(value < 0 ? value + 256 ** byteCount : value, index * byteCount, byteCount);
  }
  return written;
}
