/**
 * What a video's bytes are called. Of a large one samples are read; they are
 * enough for one that nobody has, and for one that moved: the only one with these samples, its size
 * and time the same and its old place gone. Wherever there is a doubt it is read whole.
 */
import type { Catalog, ContentIdentity, SampledContent, WaitingFile } from '../catalog/types.ts';
import { observe } from '../watch/observe.ts';
import { isSameState } from '../watch/settler.ts';
import { type FileSample, WorkerError, type Workers } from '../workers/types.ts';

export type IdentifyOptions = {
  readonly catalog: Catalog;
  readonly workers: Workers;
  readonly largeVideoBytes: number;
  /** Resolves when reading may go on; rejects with the signal's reason. */
  readonly gate: (signal: AbortSignal) => Promise<void>;
  /** Resolves when bytes of this name, which are being encoded, are not any more. */
  readonly encoding: (name: string) => Promise<unknown> | undefined;
};

export type Identify = (file: WaitingFile, signal: AbortSignal) => Promise<ContentIdentity>;

/** It rejects with a WorkerError: `kept-changing` where the file is not as it was claimed. */
export function createIdentify(options: IdentifyOptions): Identify {
  const { workers, largeVideoBytes, encoding } = options;
  let last: Promise<unknown> = Promise.resolve();

  /** One by one: of two copies the second has to find the first, also while that is encoded. */
  async function identifyLarge(file: WaitingFile, signal: AbortSignal): Promise<ContentIdentity> {
    const sample = await workers.sample(file.path, signal);
    refuseChanged(sample, file);
    for (;;) {
      const other = encoding(sample.fingerprint);
      if (other !== undefined) await orAborted(other, signal);
      const own = last.then(() =>
        encoding(sample.fingerprint) ? undefined : decide(options, file, sample, signal),
      );
      // By then whoever asked has begun to encode it.
      last = own.then(aMoment, aMoment);
      const identity = await orAborted(own, signal);
      if (identity !== undefined) return identity;
    }
  }

  return async (file, signal) => {
    if (file.sizeBytes >= largeVideoBytes) {
      return identifyLarge(file, signal);
    }
    const whole = await workers.identify(file.path, signal);
    refuseChanged(whole, file);
    return whole;
  };
}

async function decide(
  options: IdentifyOptions,
  file: WaitingFile,
  sample: FileSample,
  signal: AbortSignal,
): Promise<ContentIdentity> {
  const { catalog, workers } = options;
  const { fingerprint, sizeBytes, modifiedNs } = sample;
  const state = { fingerprint, sizeBytes, modifiedNs };
  const known = catalog.wholeHash(file);
  if (known !== undefined) return { ...state, contentHash: known };
  const candidates = catalog.sampledContents(fingerprint, sizeBytes);
  if (candidates.length === 0) return { ...state, contentHash: fingerprint, isSampled: true };
  const [only, ...others] = candidates;
  if (only !== undefined && others.length === 0 && (await hasMoved(only, file, sample))) {
    return { ...state, contentHash: only.contentHash, isSampled: true };
  }
  await options.gate(signal);
  const { contentHash } = await workers.identify(file.path, signal);
  if (!catalog.hasContent(contentHash)) await readWhole(options, candidates, file, signal);
  signal.throwIfAborted();
  return { ...state, contentHash };
}

/** Who waits for others may leave: it rejects with the signal's reason. */
export async function orAborted<Result>(
  own: Promise<Result>,
  signal: AbortSignal,
): Promise<Result> {
  signal.throwIfAborted();
  const { promise, reject } = Promise.withResolvers<never>();
  const leave = () => reject(signal.reason);
  signal.addEventListener('abort', leave, { once: true });
  try {
    return await Promise.race([own, promise]);
  } finally {
    signal.removeEventListener('abort', leave);
  }
}

const aMoment = () => new Promise((resolve) => setImmediate(resolve));

/** Throws `kept-changing` where a file is not as it was claimed. */
export function refuseChanged(
  now: { sizeBytes: number; modifiedNs: string },
  file: WaitingFile,
): void {
  if (!isSameState(now, file)) throw new WorkerError('kept-changing', '');
}

/** Or is there still: a file that waits for another model has not moved at all. */
async function hasMoved(
  content: SampledContent,
  file: WaitingFile,
  { modifiedNs, durationMs }: FileSample,
): Promise<boolean> {
  if (!content.isOfSamples || content.modifiedNs !== modifiedNs) return false;
  if (content.durationMs !== durationMs) return false;
  for (const { fileId, path, offline } of content.places) {
    if (fileId === file.fileId) continue;
    if (offline || (await observe(path)).type !== 'gone') return false;
  }
  return true;
}

/** The other files with these samples, so that there is something to compare with. */
async function readWhole(
  { catalog, workers, gate }: IdentifyOptions,
  candidates: readonly SampledContent[],
  file: WaitingFile,
  signal: AbortSignal,
): Promise<void> {
  for (const { isWhole, places } of candidates) {
    const place = places.find(
      (each) => each.fileId !== file.fileId && each.isDone && !each.offline,
    );
    if (isWhole || place === undefined) continue;
    await gate(signal);
    try {
      const whole = await workers.identify(place.path, signal);
      const { fingerprint } = await workers.sample(place.path, signal);
      catalog.recordWhole(place.fileId, { ...whole, fingerprint });
    } catch (error) {
      // It left, or its drive did. Should both be the same, that turns out when it is read whole.
      if (!(error instanceof WorkerError) || signal.aborted) throw error;
    }
  }
}
