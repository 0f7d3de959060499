/**
 * Brings pictures of several files to the encoder together. What a picture becomes does not
 * depend on its neighbours, so batches only save round trips. One batch is under way at a time;
 * meanwhile the next one fills.
 */
import { messages } from '../contract/messages/index.ts';
import {
  type EncodedMoment,
  type ModelPixels,
  WorkerError,
  type Workers,
  WorkersUnavailableError,
} from '../workers/types.ts';

type Job = {
  readonly pictures: readonly ModelPixels[];
  readonly resolve: (encoded: EncodedMoment[]) => void;
  readonly reject: (error: unknown) => void;
};

const batchPictures = 16;

export type EncodeBatcher = (pictures: readonly ModelPixels[]) => Promise<EncodedMoment[]>;

/**
 * `gate` resolves when the encoder may be used; a failed batch fails every file in it. Rejects with
 * WorkersUnavailableError where the encoder fails on any picture: that is no file's fault.
 */
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
        const [picture] = batch.flatMap(({ pictures }) => pictures);
        const reason = await whoseFault(workers, error, picture);
        for (const job of batch) job.reject(reason);
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

/** A plain grey picture tells whether it was the pictures that the encoder failed on. */
async function whoseFault(
  workers: Workers,
  error: unknown,
  picture: ModelPixels | undefined,
): Promise<unknown> {
  if (!(error instanceof WorkerError) || picture === undefined) return error;
  const grey = { ...picture, data: new Uint8Array(picture.data.length).fill(128) };
  try {
    await workers.encodePictures([grey]);
    return error;
  } catch (again) {
    if (!(again instanceof WorkerError)) return again;
    const reason = messages.ingest.encoderFails(again.detail);
    return new WorkersUnavailableError(reason, { cause: again });
  }
}
