/** Whether a `.ts` or `.mts` file is video: MPEG transport streams repeat a sync byte. */
import { open } from 'node:fs/promises';

const syncByte = 0x47;
const packetBytes = 188;
/** Blu-ray and AVCHD put a time code of four bytes before each packet. */
const prefixes = [0, 4];

/** `head`: the first bytes of a file, at least 197 of them where the file has as many. */
export function isTransportStream(head: Uint8Array): boolean {
  return prefixes.some(
    (prefix) => head[prefix] === syncByte && head[prefix + packetBytes + prefix] === syncByte,
  );
}

/** Rejects with the system's error where the file cannot be opened. The path must be a regular file. */
export async function looksLikeTransportStream(path: string): Promise<boolean> {
  const file = await open(path, 'r');
  try {
    const head = new Uint8Array(packetBytes + 9);
    const { bytesRead } = await file.read(head, 0, head.length, 0);
    return isTransportStream(head.subarray(0, bytesRead));
  } finally {
    await file.close();
  }
}
