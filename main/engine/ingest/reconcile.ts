/** Makes the catalogue's idea of a folder, or of one directory of it, true again. */
import type { Catalog, ObservedFile, ObservedOddity, ObservedSidecar } from '../catalog/types.ts';
import { messages } from '../contract/messages/index.ts';
import { isSidecarPath } from '../contract/places.ts';
import { isBelow } from '../watch/below.ts';
import { observe } from '../watch/observe.ts';
import { isAtRest, isSameState } from '../watch/settler.ts';
import { isLeftOut, isSkippedPath, type Skips } from '../watch/skipped-names.ts';
import { type UnknownPlace, walk } from '../watch/walk.ts';

export type ReconcileOptions = {
  readonly catalog: Catalog;
  readonly folder: { readonly id: number; readonly path: string };
  /** The part to look through; the folder itself or a directory below it. */
  readonly directory: string;
  readonly skips: Skips;
  readonly settleMs: number;
  /** A file that may still be written to: it is recorded when it stands still. */
  readonly onUnsettled: (path: string) => void;
  /** Told of each directory before it is listed. */
  readonly enter?: (directory: string) => void;
  readonly onRecorded: () => void;
  /**
   * Asked before anything counts as left: directories below that are away; undefined where the folder
   * is not the one any more that was walked.
   */
  readonly placesAway: () => Promise<readonly string[] | undefined>;
  readonly log: (line: string) => void;
  readonly signal: AbortSignal;
};

const looksAtOnce = 32;

/** Rejects with the catalogue's error; everything that was recorded until then stays recorded. */
export async function reconcile(options: ReconcileOptions): Promise<void> {
  const { catalog, folder, directory, settleMs, signal } = options;
  const part = partOf(folder.path, directory);
  const known = byPath(catalog.knownFiles(folder.id, part));
  const knownSidecars = byPath(catalog.knownSidecars(folder.id, part));
  const unknown: UnknownPlace[] = [];
  const { skips, enter } = options;
  const isSkipped = (path: string) => isLeftOut(folder.path, path, skips);
  const walkOptions = { isSkipped, signal, ...(enter && { enter }) };
  for await (const batch of walk(directory, walkOptions)) {
    if (signal.aborted) return;
    const changed = changedOf(batch.files, known);
    const changedSidecars = changedOf(batch.sidecars, knownSidecars);
    for (const { path } of batch.oddities) known.delete(path);
    unknown.push(...batch.unknown);
    const atRest = Map.groupBy(changed, (file) => isAtRest(file, settleMs));
    record(options, atRest.get(true) ?? [], batch.oddities);
    for (const { path } of atRest.get(false) ?? []) options.onUnsettled(path);
    const sidecars = Map.groupBy(changedSidecars, (sidecar) => isAtRest(sidecar, settleMs));
    recordSidecars(options, sidecars.get(true) ?? []);
    for (const { path } of sidecars.get(false) ?? []) options.onUnsettled(path);
  }
  for (const { path, reason } of unknown) {
    options.log(messages.ingest.log.directoryUnreadable(path, reason));
  }
  const unseen = [...known.keys(), ...knownSidecars.keys()];
  if (signal.aborted || unseen.length === 0) return;
  const away = await options.placesAway();
  if (signal.aborted || away === undefined) return;
  const keeping = [...unknown.map(({ path }) => path), ...away];
  const missing = unseen.filter((path) => !isWithinAny(path, keeping));
  await recordLeft(options, missing);
}

function byPath<Known extends { readonly path: string }>(all: Iterable<Known>): Map<string, Known> {
  return new Map(Array.from(all, (each) => [each.path, each]));
}

/** Those that are not as they are known; what was seen is taken out of `known`. */
function changedOf<Seen extends ObservedSidecar>(
  seen: readonly Seen[],
  known: Map<string, ObservedSidecar>,
): Seen[] {
  return seen.filter((each) => {
    const before = known.get(each.path);
    known.delete(each.path);
    return before === undefined || !isSameState(before, each);
  });
}

/** The catalogue takes no directory for the whole folder. */
function partOf(folder: string, directory: string): string | undefined {
  return directory === folder ? undefined : directory;
}

function record(
  { catalog, folder, onRecorded }: ReconcileOptions,
  files: readonly ObservedFile[],
  oddities: readonly ObservedOddity[],
): void {
  if (files.length + oddities.length === 0) return;
  const { added, changed } = catalog.recordSeen(folder.id, files, oddities);
  if (added + changed > 0) onRecorded();
}

function recordSidecars(
  { catalog, folder, onRecorded }: ReconcileOptions,
  sidecars: readonly ObservedSidecar[],
): void {
  if (sidecars.length > 0 && catalog.recordSidecars(folder.id, sidecars) > 0) onRecorded();
}

/** Looks once more at each path: the walk may have passed before the file came to where it is. */
async function recordLeft(options: ReconcileOptions, paths: readonly string[]): Promise<void> {
  const { catalog, folder, skips } = options;
  const left: string[] = [];
  for (let start = 0; start < paths.length; start += looksAtOnce) {
    const some = paths.slice(start, start + looksAtOnce);
    const seen = await Promise.all(some.map(observe));
    if (options.signal.aborted) return;
    for (const [index, observation] of seen.entries()) {
      const path = some[index] as string;
      if (isSkippedPath(folder.path, path, skips)) left.push(path);
      else if (['file', 'sidecar'].includes(observation.type)) options.onUnsettled(path);
      else if (observation.type !== 'oddity' && observation.type !== 'unknown') left.push(path);
    }
  }
  if (left.length > 0) {
    catalog.recordLeft(folder.id, left);
    catalog.recordSidecarsLeft(left.filter(isSidecarPath));
    options.onRecorded();
  }
}

function isWithinAny(path: string, places: readonly string[]): boolean {
  return places.some((place) => path === place || isBelow(path, place));
}
