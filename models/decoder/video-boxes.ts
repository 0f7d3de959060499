/** Whether an MP4 or QuickTime file was cut off before its index (`moov`), which lies at its end. */
import type { FileHandle } from 'node:fs/promises';
import { withOriginal } from './open-original.ts';

/** A whole file has a handful; a fragmented one, which has its index first, thousands. */
const mostBoxes = 1000;

/** The file holds recorded media, but neither an index nor fragments that bring their own. */
export const lacksIndex = (path: string): Promise<boolean> => withOriginal(path, looksCutOff);

async function looksCutOff(file: FileHandle): Promise<boolean> {
  const { size } = await file.stat();
  let hasMedia = false;
  let at = 0;
  for (let count = 0; count < mostBoxes && at + 8 <= size; count++) {
    const { buffer, bytesRead } = await file.read(Buffer.alloc(16), 0, 16, at);
    if (bytesRead < 8) return hasMedia;
    const type = buffer.toString('latin1', 4, 8);
    if (!/^[\x20-\x7e]{4}$/.test(type)) return false;
    if (type === 'moov' || type === 'moof') return false;
    hasMedia ||= type === 'mdat';
    const short = buffer.readUInt32BE(0);
    const length =
      short === 0
        ? size - at
        : short > 1
          ? short
          : bytesRead < 16
            ? 0
            : Number(buffer.readBigUInt64BE(8));
    if (length < 8) return hasMedia;
    at += length;
  }
  return hasMedia;
}
