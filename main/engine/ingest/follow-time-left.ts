/** Keeps the time left up to date while files are read. */
import type { Catalog, WaitingFile } from '../catalog/types.ts';
import type { Ending } from './queue.ts';
import { createTimeLeft } from './time-left/time-left.ts';

export type FollowedTimeLeft = {
  reached(file: WaitingFile, share: number): void;
  ended(file: WaitingFile, ending: Ending): void;
  /** Null where it is not known, and while walks find more and more to read. */
  readonly ms: number | null;
  close(): void;
};

type Options = {
  readonly catalog: Pick<Catalog, 'counts' | 'openWork'>;
  readonly isReading: () => boolean;
  readonly isScanning: () => boolean;
  readonly decoders: () => number;
};

const everyMs = 1_000;
/** A walk that found nothing new for so long is one that finds nothing new. */
const quietTicks = 3;

export function followTimeLeft(options: Options): FollowedTimeLeft {
  const { catalog, isReading, isScanning, decoders } = options;
  const timeLeft = createTimeLeft();
  let wasReading = false;
  let seen = 0;
  let ticksOfGrowth = 0;

  const tick = () => {
    const before = wasReading;
    wasReading = isReading();
    if (!wasReading && !before) {
      timeLeft.tick({ isReading: false, open: [], decoders: decoders() });
      return;
    }
    const isGrowing = isScanning() && catalog.counts().seen > seen;
    seen = catalog.counts().seen;
    ticksOfGrowth = isGrowing ? quietTicks : Math.max(0, ticksOfGrowth - 1);
    timeLeft.tick({
      isReading: before && wasReading,
      open: catalog.openWork(),
      decoders: decoders(),
    });
  };
  const timer = setInterval(() => {
    try {
      tick();
    } catch {
      // The catalogue's trouble is told where it stops the queue; what is left is not known then.
      wasReading = false;
    }
  }, everyMs).unref();

  return {
    // A picture that moves is named and counted as a photo.
    reached(file, share) {
      if (file.kind === 'video') timeLeft.reached(file, share);
    },
    ended(file, ending) {
      if (ending === 'elsewhere') timeLeft.gaveUp(file);
      else timeLeft.ended(file, ending === 'encoded');
    },
    get ms() {
      return ticksOfGrowth > 0 ? null : timeLeft.ms;
    },
    close: () => clearInterval(timer),
  };
}
