/** Names that are not UTF-8, made readable and unique: each stray byte becomes `\xNN`. */
const strict = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true });

/** The name as text, or undefined where its bytes are not UTF-8. */
export function decodeName(bytes: Uint8Array): string | undefined {
  try {
    return strict.decode(bytes);
  } catch {
    return undefined;
  }
}

/** Keeps what is valid and escapes the rest, byte by byte. Also escapes nothing that is valid. */
export function escapeName(bytes: Uint8Array): string {
  let text = '';
  let position = 0;
  while (position < bytes.length) {
    const length = validLength(bytes, position);
    if (length === 0) {
      text += `\\x${(bytes[position] as number).toString(16).padStart(2, '0')}`;
      position += 1;
    } else {
      text += strict.decode(bytes.subarray(position, position + length));
      position += length;
    }
  }
  return text;
}

/** Bytes of the valid character at `position`; 0 where there is none. */
function validLength(bytes: Uint8Array, position: number): number {
  for (let length = 1; length <= 4 && position + length <= bytes.length; length += 1) {
    if (decodeName(bytes.subarray(position, position + length)) !== undefined) return length;
  }
  return 0;
}
