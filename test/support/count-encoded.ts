/** Counts photos that were decoded: known bytes are hashed, and go no further. */
import type { Workers } from '../../main/engine/workers/types.ts';

export function countEncoded() {
  const encoded = { count: 0 };
  const wrapWorkers = (workers: Workers): Workers => ({
    ...workers,
    async readPhoto(...asked) {
      const read = await workers.readPhoto(...asked);
      if (read !== null) encoded.count += 1;
      return read;
    },
  });
  return { encoded, wrapWorkers };
}
