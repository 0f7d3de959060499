/** The one room that writes beside originals: XMP sidecars, when the person asks for them. */
import type { SidecarsWritten } from '../contract/sidecars.ts';

export type Sidecars = {
  /**
   * Writes what was added to each of these items into a sidecar beside each of its files. An original
   * is never opened. What cannot be written is told; the others are written all the same. Rejects with
   * the signal's reason, and with the catalogue's and the workers' errors.
   */
  write(itemIds: readonly number[], signal: AbortSignal): Promise<SidecarsWritten>;
};
