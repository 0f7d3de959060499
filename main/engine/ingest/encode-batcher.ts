/**
 * Brings pictures of several files to the encoder together. What a picture becomes does not
 * depend on its neighbours, so batches only save round trips. One batch is under way at a time;
 * meanwhile the next one fills.
 */
import type { EncodedMoment, ModelPixels, Workers } from '../workers/types.ts';

type Job = {
  readonly pictures: readonly ModelPixels[];
  readonly resolve: (encoded: EncodedMoment[]) => void;
  readonly reject: (error: unknown) => void;
};

const batchPictures = 16;

export type EncodeBatcher = (pictures: readonly ModelPixels[]) => Promise<EncodedMoment[]>;

/** `gate` resolves when the encoder may be used; a failed batch fails every file in it. */
export function createEncodeBatcher(workers: Workers, gate: () => Promise<void>): EncodeBatcher {
  const jobs: Job[] = [];
  let running = false;

  const run = async () => {
    if (running) return;
    running = true;
    while (jobs.length > 0) {
      await gate();
      const batch = takeBatch(jobs);
      try {
        const encoded = await workers.encodePictures(batch.flatMap(({ pictures }) => pictures));
        let start = 0;
        for (const job of batch) {
          job.resolve(encoded.slice(start, start + job.pictures.length));
          start += job.pictures.length;
        }
      } catch (error) {
        for (const job of batch) job.reject(error);
      }
    }
    running = false;
  };

  return (pictures) =>
    new Promise((resolve, reject) => {
      jobs.push({ pictures, resolve, reject });
      void run();
    });
}

/** At least one job, and more while they fit. */
function takeBatch(jobs: Job[]): Job[] {
  const batch: Job[] = [];
  let count = 0;
  for (let job = jobs[0]; job !== undefined; job = jobs[0]) {
    if (batch.length > 0 && count + job.pictures.length > batchPictures) break;
    count += job.pictures.length;
    batch.push(job);
    jobs.shift();
  }
  return batch;
}
