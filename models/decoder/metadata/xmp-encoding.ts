/** The bytes of an XMP file and its text: UTF-8, or UTF-16 in either order. Pure. */

export type Encoding = 'utf-8' | 'utf-16le' | 'utf-16be';

/** A mark of the byte order stays in the text, so that it is written again. Throws on what is neither. */
export function decodeXmp(bytes: Uint8Array): { text: string; encoding: Encoding } {
  const encoding = encodingOf(bytes);
  const decoder = new TextDecoder(encoding, { fatal: true, ignoreBOM: true });
  return { text: decoder.decode(bytes), encoding };
}

export function encodeXmp(text: string, encoding: Encoding): Uint8Array {
  if (encoding === 'utf-8') return Buffer.from(text, 'utf8');
  const bytes = Buffer.from(text, 'utf16le');
  return encoding === 'utf-16le' ? bytes : bytes.swap16();
}

/** By the mark, or by where the zeros of the first character are. */
function encodingOf([first, second]: Uint8Array): Encoding {
  if ((first === 0xff && second === 0xfe) || (first !== 0 && second === 0)) return 'utf-16le';
  if ((first === 0xfe && second === 0xff) || (first === 0 && second !== 0)) return 'utf-16be';
  return 'utf-8';
}
