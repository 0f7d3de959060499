/** Large videos that are known by samples are read whole, one at a time, a part at a time. */
import type { Catalog, SampledFile } from '../catalog/types.ts';
import { isSameState } from '../watch/settler.ts';
import { WorkerError, type Workers } from '../workers/types.ts';
import type { IdleTask } from './idle.ts';

/** A second or so of reading: so long at most something else has to wait for it. */
const partBytes = 64 * 1024 * 1024;
/** A file that could not be read is tried again later. */
const againMs = 600_000;

export type ReadWholeOptions = {
  readonly catalog: Catalog;
  readonly workers: Workers;
  readonly partBytes?: number;
  /** Look at this path again: it is not as it is known. */
  readonly lookAt: (path: string) => void;
  /** A file waits to be read again. */
  readonly onRecorded: () => void;
  readonly signal: AbortSignal;
};

/** Each call reads one part. Rejects with the catalogue's error. */
export function createReadWhole(options: ReadWholeOptions): IdleTask {
  const { catalog, workers, lookAt, signal } = options;
  /** By id; of a file that changed since it is a new try. */
  const failed = new Map<number, { readonly file: SampledFile; readonly atMs: number }>();

  const isPutOff = (file: SampledFile) => {
    const before = failed.get(file.fileId);
    return (
      before !== undefined &&
      isSameState(before.file, file) &&
      performance.now() - before.atMs < againMs
    );
  };

  const next = (): SampledFile | undefined => {
    let file = catalog.nextSampledFile(0);
    while (file !== undefined && isPutOff(file)) file = catalog.nextSampledFile(file.fileId);
    return file;
  };

  return async () => {
    const file = next();
    if (file === undefined) return false;
    try {
      await readPart(file);
    } catch (error) {
      if (signal.aborted) return false;
      if (!(error instanceof WorkerError)) throw error;
      failed.set(file.fileId, { file, atMs: performance.now() });
      lookAt(file.path);
    }
    return true;
  };

  async function readPart(file: SampledFile): Promise<void> {
    const part = await workers.hashPart(
      file.path,
      file.read,
      options.partBytes ?? partBytes,
      signal,
    );
    if (!isSameState(part, file)) throw new WorkerError('kept-changing', '');
    const { contentHash, sizeBytes, modifiedNs } = part;
    if (contentHash === null) {
      catalog.keepHashState(file, part);
      return;
    }
    // Samples again, for one that was edited in place with its size and time put back.
    const { fingerprint } = await workers.sample(file.path, signal);
    const whole = { contentHash, sizeBytes, modifiedNs, fingerprint };
    if (catalog.recordWhole(file.fileId, whole) === 'other') options.onRecorded();
  }
}
