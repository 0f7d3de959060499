/** Ingest's contract: it keeps the catalogue true to the watched folders. */
import type { Activity } from '../contract/activity.ts';
import type { Progress } from '../contract/library.ts';

export type Ingest = {
  /** Start walking and watching every folder of the catalogue, and the queue. */
  start(): void;
  /** After the catalogue gained a folder: walk and watch it. Resolves when it has been walked. */
  watchFolder(folderId: number): Promise<void>;
  /** Before the catalogue loses a folder. */
  unwatchFolder(folderId: number): Promise<void>;
  /**
   * A folder lies at another path now, absolute and real: its files are known there without being
   * read. Resolves with the id of the folder that they belong to then, when it has been walked.
   * Rejects with `folder-refused` where too few of them are there as they are known.
   */
  relocateFolder(folderId: number, path: string): Promise<number>;
  /** Whether this path holds the files of a watched folder that cannot be reached now. */
  resembles(path: string): Promise<{ readonly id: number; readonly path: string } | undefined>;
  /**
   * Walk these folders now and wait until none of their files is waiting or reading.
   * Counts files of these folders over this call. A file that is still written to after a while
   * is taken as it is then. Ends a pause, and passes over schedule and battery meanwhile. Rejects
   * with the signal's reason.
   */
  settle(
    folderIds: readonly number[],
    options?: {
      /** Only these parts of the folders: folders themselves, or directories below them. */
      readonly directories?: readonly string[];
      readonly signal?: AbortSignal;
    },
  ): Promise<{ seen: number; encoded: number; reused: number }>;
  /** Until a moment (milliseconds since 1970), or until `resume`; also over a restart. */
  pause(untilMs: number | null): void;
  /** Ends a pause; schedule and battery, where they hold reading now, are passed over this once. */
  resume(): void;
  /** Wake the queue after files were put back to waiting; `lookAgain`: walk the folders as well. */
  wake(options: { readonly lookAgain: boolean }): void;
  /** The watched folder that this path lies in and that passes it over; undefined where none does. */
  leftOutOf(path: string): string | undefined;
  /** How many files of the library patterns of `exclude` would leave out. */
  countExcluded(patterns: readonly string[]): Promise<number>;
  /** Why some of this folder is looked through from time to time and not watched, where that is so. */
  lookedThrough(folderId: number): string | undefined;
  progress(): Progress;
  activity(): Activity;
  onProgress(listener: (progress: Progress) => void): () => void;
  /** Let ingest give way while a query runs. */
  yieldTo<Result>(query: () => Promise<Result>): Promise<Result>;
  close(): Promise<void>;
};
