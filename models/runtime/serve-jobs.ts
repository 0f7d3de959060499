/** A child process' side of the protocol: takes jobs one by one and answers each. */
import type {
  FromChild,
  JobAnswer,
  JobName,
  JobRequest,
  ToChild,
} from '../../main/engine/workers/protocol.ts';
import { WorkerError, WorkersUnavailableError } from '../../main/engine/workers/types.ts';
import { endWithParent } from './parent-guard.ts';

export type JobContext = {
  /** The work gets on; `share` of it is done, 0 to 1, where that is known. */
  alive(share?: number): void;
  /** Sends a part; resolves when the next may be made, with one part of look-ahead. */
  sendPart(part: unknown): Promise<void>;
  /** Sends a part and waits for the engine: whether it wants the job to go on. */
  offer(part: unknown): Promise<boolean>;
  /** The engine wants no more of it. */
  readonly signal: AbortSignal;
};

export type JobHandlers = {
  readonly [Name in JobName]?: (
    request: JobRequest<Name>,
    context: JobContext,
  ) => Promise<JobAnswer<Name>>;
};

/** Parts that may be unacknowledged before the child waits: one is used, one is ready. */
const lookAhead = 1;
const memoryReportMs = 1_000;

type Current = { readonly id: number; readonly cancel: AbortController; acknowledged: () => void };

/** A handler's WorkerError is the answer about a file; WorkersUnavailableError ends the child. */
export function serveJobs(handlers: JobHandlers): void {
  let current: Current | undefined;
  let last = Promise.resolve();

  async function work(id: number, name: JobName, request: unknown): Promise<void> {
    const window = createWindow(id);
    const cancel = new AbortController();
    current = { id, cancel, acknowledged: window.acknowledged };
    const context: JobContext = {
      alive: (share) => send({ kind: 'alive', id, share }),
      sendPart: window.send,
      async offer(part) {
        await window.send(part);
        await window.drained();
        return !cancel.signal.aborted;
      },
      signal: cancel.signal,
    };
    const report = setInterval(() => {
      send({ kind: 'memory', id, bytes: process.memoryUsage.rss() });
    }, memoryReportMs);
    try {
      const handler = handlers[name] as
        | ((request: unknown, context: JobContext) => Promise<unknown>)
        | undefined;
      if (!handler) throw new Error(`this child does not know the job ${name}`);
      const answer = await handler(request, context);
      await window.drained();
      send({ kind: 'answer', id, answer });
    } catch (error) {
      if (error instanceof WorkersUnavailableError) {
        send({ kind: 'unavailable', reason: error.message });
      } else send({ kind: 'failure', id, ...describeFailure(error) });
    } finally {
      clearInterval(report);
    }
    current = undefined;
  }

  process.on('message', (message: ToChild) => {
    if (message.kind === 'job') {
      last = last.then(() => work(message.id, message.name, message.request));
    } else if (current?.id === message.id) {
      if (message.kind === 'cancel' || message.enough) current.cancel.abort();
      if (message.kind === 'acknowledge') current.acknowledged();
    }
  });
  const parent = Number(process.argv[2]);
  if (Number.isInteger(parent)) endWithParent(parent);
  send({ kind: 'ready' });
}

/** Counts parts that the engine has not acknowledged, and makes the sender wait for them. */
function createWindow(id: number) {
  let open = 0;
  let wake: (() => void) | undefined;
  async function until(limit: number): Promise<void> {
    while (open > limit) {
      await new Promise<void>((resolve) => {
        wake = resolve;
      });
    }
  }
  return {
    async send(part: unknown): Promise<void> {
      open += 1;
      send({ kind: 'part', id, part });
      await until(lookAhead);
    },
    acknowledged(): void {
      open -= 1;
      wake?.();
    },
    drained: () => until(0),
  };
}

function describeFailure(error: unknown) {
  if (error instanceof WorkerError) {
    return { code: error.code, detail: error.detail, retry: error.retry };
  }
  const detail = error instanceof Error ? error.message : String(error);
  return { code: 'internal-error' as const, detail: detail.slice(0, 300), retry: false };
}

function send(message: FromChild): void {
  // A channel that is gone ends this process through 'disconnect'.
  if (process.connected) process.send?.(message, undefined, undefined, () => {});
}
