/** What was observed at several paths, by what is to be done about it. */
import type { ObservedFile, ObservedOddity, ObservedSidecar } from '../catalog/types.ts';
import type { Observation } from '../watch/observe.ts';

export type Observed = { readonly path: string; readonly observation: Observation };

export type SortedOut = {
  readonly files: readonly ObservedFile[];
  readonly sidecars: readonly ObservedSidecar[];
  readonly oddities: readonly ObservedOddity[];
  readonly directories: readonly string[];
  /** Nothing is there, or nothing of ours: what was known of it has left. */
  readonly gone: readonly string[];
};

/** What could not be looked at is in none of the lists: it stays as it is known. */
export function sortOut(observed: readonly Observed[]): SortedOut {
  const files: ObservedFile[] = [];
  const sidecars: ObservedSidecar[] = [];
  const oddities: ObservedOddity[] = [];
  const directories: string[] = [];
  const gone: string[] = [];
  for (const { path, observation } of observed) {
    if (observation.type === 'file') files.push(observation.file);
    else if (observation.type === 'sidecar') sidecars.push(observation.sidecar);
    else if (observation.type === 'oddity') oddities.push(observation.oddity);
    else if (observation.type === 'directory') directories.push(path);
    else if (observation.type !== 'unknown') gone.push(path);
  }
  return { files, sidecars, oddities, directories, gone };
}
