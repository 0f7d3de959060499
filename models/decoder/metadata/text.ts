/** Text as files hold it → text for a person, or nothing. Pure. */

const longestCharacters = 4_000;

/** One line or several, without control characters and what lies behind a NUL; null where empty. */
export function cleanText(text: string, longest = longestCharacters): string | null {
  const end = text.indexOf('\0');
  const shown = (end < 0 ? text : text.slice(0, end))
    .replace(/\r\n?/g, '\n')
    // biome-ignore lint/suspicious/noControlCharactersInRegex: control characters are what is removed
    .replace(/[\x00-\x08\x0b\x0c\x0e-\x1f\x7f]+/g, ' ')
    .trim()
    .normalize('NFC');
  return shown === '' ? null : shown.slice(0, longest);
}

/** The same in one line. */
export function cleanLine(text: string, longest = 200): string | null {
  return cleanText(text.replace(/\s+/g, ' '), longest);
}

/**
 * Bytes that were taken for one character each → text: UTF-8 where they are that, else what Windows
 * and cameras of western countries write.
 */
export function decodeBytes(characters: string): string {
  if (!/[\x80-\xff]/.test(characters) || /[^\0-\xff]/.test(characters)) return characters;
  const bytes = Buffer.from(characters, 'latin1');
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(bytes);
  } catch {
    return characters;
  }
}

/** UTF-16 in the order in which more of the bytes that letters leave at zero are. */
export function decodeWide(bytes: Uint8Array): string {
  const zeros = (from: 0 | 1) => bytes.filter((byte, at) => byte === 0 && at % 2 === from).length;
  const encoding = zeros(0) > zeros(1) ? 'utf-16be' : 'utf-16le';
  return new TextDecoder(encoding).decode(bytes.subarray(0, bytes.length & ~1));
}

/** What cameras and programs write where a person's words belong; of the whole text. */
const rubbish = [
  /^(?:[A-Z][\w-]* )*(?:DIGITAL(?: STILL)? CAMERA|Digital(?: Still)? Camera)$/,
  /^<(?:kenox|digimax|samsung)\b.*>$/i,
  /^sony dsc$/i,
  /^(?:dcim|dsc|dig|exif|exif[_ ]jpeg[_ ](?:picture|422|t\d+)?|jpeg|picasa|default|untitled|untitled-\d+)$/i,
  /^minolta dsc$/i,
  /^charset=ascii\b.*$/i,
  /^(?:created with|edited (?:with|using|in)|processed (?:with|by|using)) (?:the )?\S+(?: \S+)?$/i,
  /^creator: gd-jpeg\b/i,
  /^file (?:source|written by) /i,
  /^lead technologies/i,
  /^intel\(r\) jpeg library/i,
  /^binary comment$/i,
  /^handwritten$/i,
  // Modes of phones' cameras (Huawei, Honor, OnePlus and others).
  /^_?(?:cuva|dav|edf|fbt|hdr|hdrpl|mde|nor|oznor|oznorwo|qrf|rhdr|rbt|rpt|sdr|srgb|burst|bty|btf|btr|ptr|pt|cof|vivid)(?:_.*)?$/i,
];

/** What a person may have written as a caption: with a letter in it, and no camera's own words. */
export function captionOf(text: string): string | null {
  const caption = cleanText(text);
  if (caption === null || !/\p{L}/u.test(caption)) return null;
  return rubbish.some((pattern) => pattern.test(caption)) || isCode(caption) ? null : caption;
}

/** A digest, a serial number, Base64: one long word with digits inside. */
function isCode(text: string): boolean {
  return text.length >= 24 && !/\s/.test(text) && /\d/.test(text) && /^[\w+/=.:-]+$/.test(text);
}
