/** How much of a HEIF file's picture is there. Pure. */
import { readHeif } from './heif-items.ts';

/** 0 to 1, by the bytes of its tiles; 1 where the tables are broken, so that nobody knows. */
export function shareOfHeif(bytes: Buffer): number {
  const file = readHeif(bytes);
  if (file === undefined) return 1;
  const tiles = file.referred('dimg', file.primary);
  const pieces = (tiles.length > 0 ? tiles : [file.primary]).map((item) => file.read(item));
  const there = pieces.reduce((sum, { data }) => sum + data.length, 0);
  const missing = pieces.reduce((sum, piece) => sum + piece.missing, 0);
  return missing === 0 ? 1 : there / (there + missing);
}
