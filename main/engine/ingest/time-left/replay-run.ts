/** Plays a run of indexing, recorded or made up, to the estimate of the time left. For tests. */
import type { MediaKind } from '../../contract/library.ts';
import { createTimeLeft, type WorkFile } from './time-left.ts';

/** A file as `[fileId, kind, sizeBytes, isSizeKnown]`. */
export type RunFile = readonly [number, MediaKind, number, 0 | 1];
/** Milliseconds since the start, the file, and its end or how much of it was decoded, 0 to 1. */
export type RunEvent = readonly [number, number, 'encoded' | 'hashed' | 'again' | number];
export type Run = {
  readonly decoders: number;
  readonly files: readonly RunFile[];
  readonly events: readonly RunEvent[];
};
export type Said = { readonly atMs: number; readonly timeLeftMs: number | null };

const everyMs = 1_000;

/** What was said each second. All files wait from the start on. */
export function replay({ decoders, files, events }: Run): { said: Said[]; endMs: number } {
  let nowMs = 0;
  const timeLeft = createTimeLeft(() => nowMs);
  const said: Said[] = [];
  const open = new Map<number, WorkFile>();
  for (const [fileId, kind, sizeBytes, known] of files) {
    open.set(fileId, { fileId, kind, sizeBytes, isSizeKnown: known === 1 });
  }
  const sums = createSums(open.values());

  const tickUntil = (untilMs: number) => {
    for (let atMs = nowMs + everyMs - (nowMs % everyMs); atMs <= untilMs; atMs += everyMs) {
      nowMs = atMs;
      timeLeft.tick({ isReading: true, open: sums.open(), decoders });
      said.push({ atMs, timeLeftMs: timeLeft.ms });
    }
    nowMs = untilMs;
  };

  for (const [atMs, fileId, what] of events) {
    tickUntil(atMs);
    const file = open.get(fileId);
    if (file === undefined) throw new Error(`no file ${fileId}`);
    if (typeof what === 'number') timeLeft.reached(file, what);
    else if (what === 'again') timeLeft.gaveUp(file);
    else {
      timeLeft.ended(file, what === 'encoded');
      sums.take(file);
    }
  }
  return { said, endMs: nowMs };
}

function createSums(files: Iterable<WorkFile>) {
  const groups = [false, true].flatMap((known) =>
    (['photo', 'video'] as const).map((kind) => ({ kind, known, files: 0, bytes: 0 })),
  );
  const add = (file: WorkFile, times: 1 | -1) => {
    const group = groups.find(
      ({ kind, known }) => kind === file.kind && known === file.isSizeKnown,
    );
    if (group === undefined) throw new Error(`no group of ${file.kind}`);
    group.files += times;
    group.bytes += times * file.sizeBytes;
  };
  for (const file of files) add(file, 1);
  return {
    take: (file: WorkFile) => add(file, -1),
    open: () => groups.filter((group) => group.files > 0),
  };
}
