/**
 * The ingest queue. The catalogue holds what is waiting; this claims it, a few files at a time,
 * and brings each to an end: done, set aside, left, or back to waiting.
 */
import type { Catalog, WaitingFile } from '../catalog/types.ts';
import type { ReadingFile } from '../contract/activity.ts';
import { messages } from '../contract/messages/index.ts';
import { isBelow } from '../watch/below.ts';
import { claim } from './claim.ts';
import type { FileReader } from './read-file.ts';
import { describe, judge, type Verdict } from './verdict.ts';

export type Ending = 'encoded' | 'linked' | 'set-aside' | 'elsewhere';

export type Queue = {
  /** Something may be waiting. Does nothing while the queue is held. */
  wake(): void;
  /** No new file starts; what is being read goes on. Returns what lets go of it. */
  hold(): () => void;
  /** Try again after trouble. */
  forgetTrouble(): void;
  /** These paths were looked at again after they had changed while being read. */
  settled(paths: readonly string[]): void;
  /** Give up what is being read below this folder; it goes back to waiting. */
  abandon(folder: string): Promise<void>;
  readonly trouble: string | null;
  /** The files being read. */
  readonly reading: readonly ReadingFile[];
  /** Nothing is read and nothing keeps it from being: there is nothing to read. */
  readonly isResting: boolean;
  close(): Promise<void>;
};

export type QueueOptions = {
  readonly catalog: Catalog;
  readonly readFile: FileReader;
  /** How many files may be under way, and by how many decoders; asked anew each time. */
  readonly capacity: () => { readonly files: number; readonly decoders: number };
  /** Where the library lies. */
  readonly libraryPath: string;
  /** Have this file looked at when it stands still; then `settled` is called with its path. */
  readonly lookAgain: (path: string) => void;
  /** Resolves when the catalogue knows whether the folder that this file lies in is there. */
  readonly checkFolder: (path: string) => Promise<void>;
  readonly onEnded: (file: WaitingFile, ending: Ending) => void;
  /** So much of a video has been decoded, 0 to 1. */
  readonly onShare: (file: WaitingFile, share: number) => void;
  readonly onChange: () => void;
  readonly log: (line: string) => void;
};

type Requeue = Parameters<Catalog['requeue']>[1];
type Work = {
  readonly file: WaitingFile;
  readonly ending: AbortController;
  done: Promise<void>;
  share: number | null;
};

/** A file that changed this often while being read is set aside until it changes again. */
const patience = 3;
const closeMs = 2_000;
/** Trouble may pass by itself: memory was short, another program held the library. */
const troubleMs = 60_000;

export function createQueue(options: QueueOptions): Queue {
  const { catalog, log } = options;
  const active = new Map<number, Work>();
  /** Claimed files whose first attempt ended badly: each runs with no other beside it. */
  const alone: WaitingFile[] = [];
  /** Claimed files that are looked at again when they stand still, by path. */
  const unsettled = new Map<string, number>();
  /** Claimed files that the catalogue would not take back: they go back before it is asked more. */
  const owed = new Map<number, Requeue>();
  const changes = new Map<number, number>();
  let runningAlone = false;
  let photosInARow = 0;
  let holds = 0;
  let trouble: string | null = null;
  let lastTrouble: string | null = null;
  let retry: NodeJS.Timeout | undefined;
  let closed = false;

  const wake = () => {
    if (closed || holds > 0 || trouble !== null) return;
    try {
      startMore();
    } catch (error) {
      stop(judge(error, 0), error);
    }
    options.onChange();
  };

  const startMore = () => {
    for (const [fileId, how] of owed) {
      catalog.requeue(fileId, how);
      owed.delete(fileId);
    }
    const { files, decoders } = options.capacity();
    while (!runningAlone && alone.length === 0 && active.size < files) {
      const claimed = claim(catalog, {
        free: files - active.size,
        videos: [...active.values()].filter(({ file }) => file.kind === 'video').length,
        decoders,
        photosInARow,
      });
      let count = 0;
      for (const file of claimed) {
        count += 1;
        photosInARow = file.kind === 'photo' ? photosInARow + 1 : 0;
        if (file.attempts > 0) alone.push(file);
        else start(file);
      }
      if (count === 0) break;
    }
    if (active.size > 0) return;
    const next = alone.shift();
    if (next === undefined) return;
    runningAlone = true;
    start(next);
  };

  /** A file that changed while it is read may be claimed again: the later claim takes over. */
  const start = (file: WaitingFile) => {
    const ending = new AbortController();
    const work: Work = { file, ending, done: Promise.resolve(), share: null };
    const earlier = active.get(file.fileId);
    active.set(file.fileId, work);
    unsettled.delete(file.path);
    earlier?.ending.abort();
    work.done = run(work, earlier?.done);
  };

  const run = async (work: Work, earlier?: Promise<void>) => {
    const { file, ending } = work;
    await earlier;
    const isCurrent = () => active.get(file.fileId) === work;
    let end: Ending = 'elsewhere';
    try {
      end = await options.readFile(file, ending.signal, (share) => {
        work.share = share;
        options.onShare(file, share);
      });
    } catch (error) {
      if (!closed && judge(error, file.attempts).type === 'drive-failed') {
        // Where this is refused, so is what follows, and is told then.
        await options.checkFolder(file.path).catch(() => undefined);
      }
      if (!closed && isCurrent()) end = atEnd(file, error, ending.signal);
    }
    if (closed || !isCurrent()) return;
    active.delete(file.fileId);
    if (active.size === 0) runningAlone = false;
    if (end !== 'elsewhere') changes.delete(file.fileId);
    options.onEnded(file, end);
    wake();
  };

  /** Back to waiting: now, or where the catalogue refuses (the disk is full) when it takes it. */
  const giveBack = (fileId: number, how: Requeue = {}) => {
    try {
      catalog.requeue(fileId, how);
    } catch (failure) {
      owed.set(fileId, how);
      stop(judge(failure, 0), failure);
    }
  };

  /** Writes down how a failed attempt ends. */
  const atEnd = (file: WaitingFile, error: unknown, signal: AbortSignal): Ending => {
    const { fileId, path, attempts } = file;
    try {
      if (signal.aborted) {
        giveBack(fileId);
        return 'elsewhere';
      }
      const verdict = judge(error, attempts);
      switch (verdict.type) {
        case 'again-alone':
          giveBack(fileId, { countAttempt: true });
          return 'elsewhere';
        case 'vanished':
          lookAgain(file);
          return 'elsewhere';
        case 'drive-failed':
          return atDriveFailure(file, verdict);
        case 'changed':
          return atChange(file);
        case 'set-aside':
          if (verdict.unexpected) log(messages.ingest.log.fileFailed(path, verdict.detail));
          catalog.setAside(fileId, verdict.code, verdict.detail);
          return 'set-aside';
        case 'trouble':
          stop(verdict, error);
          giveBack(fileId);
          return 'elsewhere';
      }
    } catch (failure) {
      owed.set(fileId, {});
      stop(judge(failure, attempts), failure);
      return 'elsewhere';
    }
  };

  const atChange = (file: WaitingFile): Ending => {
    const count = (changes.get(file.fileId) ?? 0) + 1;
    changes.set(file.fileId, count);
    if (count <= patience) {
      lookAgain(file);
      return 'elsewhere';
    }
    catalog.setAside(file.fileId, 'kept-changing', '');
    return 'set-aside';
  };

  /** By now the catalogue knows whether the folder is there. */
  const atDriveFailure = (
    { fileId, path }: WaitingFile,
    { detail, last }: Extract<Verdict, { type: 'drive-failed' }>,
  ): Ending => {
    const folder = catalog.folders().find((each) => isBelow(path, each.path));
    if (last && !folder?.offline) {
      catalog.setAside(fileId, 'read-error', detail);
      return 'set-aside';
    }
    giveBack(fileId, { countAttempt: !folder?.offline });
    return 'elsewhere';
  };

  const lookAgain = ({ fileId, path }: WaitingFile) => {
    unsettled.set(path, fileId);
    options.lookAgain(path);
  };

  const stop = (verdict: Verdict, error: unknown) => {
    if (closed || trouble !== null) return;
    trouble = sentenceOf(verdict, error);
    if (trouble !== lastTrouble) log(messages.ingest.log.troubled(trouble));
    lastTrouble = trouble;
    retry = setTimeout(forgetTrouble, troubleMs).unref();
    options.onChange();
  };

  const sentenceOf = (verdict: Verdict, error: unknown): string => {
    const { trouble: sentences } = messages.ingest;
    if (verdict.type !== 'trouble') return sentences.catalog(describe(error));
    if (verdict.cause === 'disk-full') return sentences.diskFull(options.libraryPath);
    return sentences[verdict.cause](verdict.detail);
  };

  const forgetTrouble = () => {
    clearTimeout(retry);
    if (trouble === null) return;
    trouble = null;
    wake();
  };

  return {
    wake,
    hold() {
      holds += 1;
      let held = true;
      return () => {
        if (!held) return;
        held = false;
        holds -= 1;
        wake();
      };
    },
    forgetTrouble,
    settled(paths) {
      for (const path of paths) {
        const fileId = unsettled.get(path);
        if (fileId === undefined || !unsettled.delete(path)) continue;
        giveBack(fileId);
      }
      wake();
    },
    async abandon(folder) {
      const isGiven = ({ file }: { file: WaitingFile }) => isBelow(file.path, folder);
      const given = [...active.values()].filter(isGiven);
      for (const { ending } of given) ending.abort();
      for (const [path, fileId] of unsettled) {
        if (!isBelow(path, folder)) continue;
        unsettled.delete(path);
        giveBack(fileId);
      }
      for (const file of alone.filter((waiting) => isBelow(waiting.path, folder))) {
        alone.splice(alone.indexOf(file), 1);
        giveBack(file.fileId);
      }
      await Promise.all(given.map(({ done }) => done));
    },
    get trouble() {
      return trouble;
    },
    get reading() {
      return [...active.values()].map(({ file: { path, kind, sizeBytes }, share }) => ({
        path,
        kind,
        sizeBytes,
        share,
      }));
    },
    get isResting() {
      return !closed && holds === 0 && trouble === null && active.size + alone.length === 0;
    },
    async close() {
      if (closed) return;
      closed = true;
      clearTimeout(retry);
      const claimed = [
        ...active.keys(),
        ...alone.map(({ fileId }) => fileId),
        ...unsettled.values(),
      ];
      for (const { ending } of active.values()) ending.abort();
      for (const fileId of claimed) giveBack(fileId);
      await inTime(
        [...active.values()].map(({ done }) => done),
        closeMs,
      );
    },
  };
}

async function inTime(promises: readonly Promise<unknown>[], ms: number): Promise<void> {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<void>((resolve) => {
    timer = setTimeout(resolve, ms);
  });
  await Promise.race([Promise.allSettled(promises), late]);
  clearTimeout(timer);
}
