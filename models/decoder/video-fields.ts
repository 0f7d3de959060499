/**
 * Interlaced frames hold two moments, a twentieth or so of a second apart, in every other line. Of
 * a picture that is made small one of the two is enough, and has no combs where something moved.
 */
import type { Frame } from 'node-av/lib';
import { createFilterChain, type FilterChain, shapeOf } from './render-video-filter.ts';

export type FieldTaker = {
  /** The upper field, as a frame of half the height; valid until the next one is asked for. */
  first(frame: Frame): Frame;
  close(): void;
};

export function createFieldTaker(): FieldTaker {
  let chain: FilterChain | null = null;
  let shape = '';
  return {
    first(frame) {
      const next = shapeOf(frame);
      if (chain === null || next !== shape) {
        chain?.close();
        shape = next;
        chain = createFilterChain([
          ['buffer', `${next}:time_base=1/1000`],
          ['field', 'type=top'],
          ['buffersink', ''],
        ]);
      }
      for (const field of chain.run(frame)) return field;
      throw new Error(`no field of a frame, ${shape}`);
    },
    close() {
      chain?.close();
      chain = null;
    },
  };
}
