/**
 * What reading files costs, in seconds of the computer that the first guess was measured on. How much
 * slower or faster this one is, each way of reading by itself, `rates.ts` learns as it goes.
 */
import type { MediaKind } from '../../contract/library.ts';

/** How a file is read: hashed, decoded and encoded; or hashed alone, since its bytes are known. */
export type Way = MediaKind | 'hash';
export const ways = ['photo', 'video', 'hash'] as const satisfies Way[];

/** Seconds for a file, and for each of its bytes. */
const guess: Readonly<Record<Way, { readonly file: number; readonly byte: number }>> = {
  photo: { file: 0.02, byte: 10e-9 },
  video: { file: 0.2, byte: 120e-9 },
  hash: { file: 0.003, byte: 3e-9 },
};

/** Seconds for so many files of so many bytes together. */
export function costOf(way: Way, files: number, bytes: number): number {
  return guess[way].file * files + guess[way].byte * bytes;
}
