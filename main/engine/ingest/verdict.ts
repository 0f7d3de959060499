/** What a failure on a file means for the file and for the queue. */
import type { SetAsideCode } from '../contract/messages/engine.ts';
import { WorkerError, WorkersUnavailableError } from '../workers/types.ts';

export type Verdict =
  /** Back to waiting, one attempt spent; the next attempt runs alone. */
  | { readonly type: 'again-alone' }
  | {
      readonly type: 'set-aside';
      readonly code: SetAsideCode;
      readonly detail: string;
      /** Nobody foresaw this: worth a line in the log. */
      readonly unexpected: boolean;
    }
  /**
   * The drive failed. Nothing is held against the file where its folder turns out to be offline;
   * else it is `again-alone`, or set aside after its `last` attempt.
   */
  | { readonly type: 'drive-failed'; readonly detail: string; readonly last: boolean }
  /** The file is no longer the one that was claimed. */
  | { readonly type: 'changed' }
  | { readonly type: 'vanished' }
  /** No file is at fault: stop the queue. */
  | {
      readonly type: 'trouble';
      readonly cause: 'encoder' | 'disk-full' | 'damaged' | 'catalog';
      readonly detail: string;
    };

/** Attempts a file gets when the first one ended in a crash, a hang or a lack of memory. */
const attemptsInAll = 2;
const detailLength = 200;

/** `attempts`: those that were spent before the one that failed now. */
export function judge(error: unknown, attempts: number): Verdict {
  if (error instanceof WorkersUnavailableError) {
    return { type: 'trouble', cause: 'encoder', detail: error.message };
  }
  if (error instanceof WorkerError) return judgeWorkerError(error, attempts);
  const detail = describe(error);
  const code = codeOf(error);
  if (/^SQLITE_(FULL|IOERR_SHMSIZE)/.test(code))
    return { type: 'trouble', cause: 'disk-full', detail };
  if (isDamage(code)) return { type: 'trouble', cause: 'damaged', detail };
  if (isCatalogTrouble(code)) return { type: 'trouble', cause: 'catalog', detail };
  return { type: 'set-aside', code: 'internal-error', detail, unexpected: true };
}

function judgeWorkerError(error: WorkerError, attempts: number): Verdict {
  if (error.code === 'vanished') return { type: 'vanished' };
  if (error.code === 'kept-changing') return { type: 'changed' };
  const last = attempts + 1 >= attemptsInAll;
  if (error.retry && error.code === 'read-error') {
    return { type: 'drive-failed', detail: describe(error), last };
  }
  if (error.retry && !last) return { type: 'again-alone' };
  const unexpected = error.code === 'internal-error';
  return { type: 'set-aside', code: error.code, detail: describe(error), unexpected };
}

function codeOf(error: unknown): string {
  const code = (error as { code?: unknown } | null)?.code;
  return typeof code === 'string' ? code : '';
}

/** The database is damaged: it is salvaged before it opens the next time. */
function isDamage(code: string): boolean {
  return /^SQLITE_(CORRUPT|NOTADB)/.test(code);
}

/** The disk is failing, or another process holds the database: no file is at fault. */
function isCatalogTrouble(code: string): boolean {
  return /^SQLITE_(IOERR|READONLY|CANTOPEN|BUSY|LOCKED|PERM)/.test(code);
}

/** One short line for a person. */
export function describe(error: unknown): string {
  const text =
    error instanceof WorkerError
      ? error.detail
      : error instanceof Error
        ? error.message
        : `${error}`;
  const line = text.split('\n', 1)[0] as string;
  return line.length > detailLength ? `${line.slice(0, detailLength - 1)}…` : line;
}
