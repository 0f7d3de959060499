/** A queue of jobs before one or more children. Children start when the queue needs them. */
import { Child, type ChildJob, type ChildOptions } from './child-process.ts';
import type { JobAnswer, JobName, JobRequest } from './protocol.ts';

export type SubmitOptions = {
  readonly signal?: AbortSignal | undefined;
  /** Goes before what is not urgent. */
  readonly urgent?: boolean | undefined;
  readonly onPart?: ((part: unknown) => Promise<void>) | undefined;
  /** An aborted job may take this long to end by itself; without it the child is killed. */
  readonly graceMs?: number | undefined;
};

export type Pool = {
  submit<Name extends JobName>(
    name: Name,
    request: JobRequest<Name>,
    options?: SubmitOptions,
  ): Promise<JobAnswer<Name>>;
  processIds(): number[];
  close(): Promise<void>;
};

type Waiting = ChildJob & { readonly urgent: boolean; child?: Child };

/**
 * `count` children at most. When all are busy and `whenFull` is `drop-oldest`, the job that has
 * run longest is ended for the newest: what a viewer wants now is what it asked for last.
 */
export function createPool(
  count: number,
  options: ChildOptions,
  { whenFull = 'wait' }: { whenFull?: 'wait' | 'drop-oldest' } = {},
): Pool {
  const children: Child[] = [];
  const queue: Waiting[] = [];
  const underWay: Waiting[] = [];
  let closed = false;

  function pump(): void {
    while (!closed && queue.length > 0) {
      const child = children.find(({ busy }) => !busy) ?? addChild();
      if (!child) {
        if (whenFull === 'drop-oldest' && underWay[0]) {
          const reason = new DOMException('a newer rendition took its place', 'AbortError');
          underWay[0].child?.kill(reason);
        }
        return;
      }
      const job = queue.shift() as Waiting;
      job.child = child;
      underWay.push(job);
      child.run(job);
    }
  }

  function addChild(): Child | undefined {
    if (children.length >= count) return undefined;
    const child = new Child(options, pump);
    children.push(child);
    return child;
  }

  function enqueue(job: Waiting): void {
    const firstPatient = queue.findIndex(({ urgent }) => !urgent);
    if (job.urgent && firstPatient >= 0) queue.splice(firstPatient, 0, job);
    else queue.push(job);
    pump();
  }

  return {
    submit<Name extends JobName>(
      name: Name,
      request: JobRequest<Name>,
      { signal, urgent = false, onPart, graceMs }: SubmitOptions = {},
    ): Promise<JobAnswer<Name>> {
      return new Promise((resolve, reject) => {
        if (closed) return reject(new Error(`the workers are closed: ${name} is refused`));
        if (signal?.aborted) return reject(signal.reason);
        const job: Waiting = {
          name,
          request,
          onPart,
          urgent,
          settle: { resolve: done, reject: failed },
        };
        function abort(): void {
          const place = queue.indexOf(job);
          if (place >= 0) {
            queue.splice(place, 1);
            failed(signal?.reason);
          } else if (graceMs === undefined) {
            job.child?.kill(signal?.reason as Error);
          } else {
            job.child?.cancel(graceMs);
            failed(signal?.reason);
          }
        }
        function leave(): void {
          signal?.removeEventListener('abort', abort);
          const place = underWay.indexOf(job);
          if (place >= 0) underWay.splice(place, 1);
        }
        function done(answer: unknown): void {
          leave();
          resolve(answer as JobAnswer<Name>);
        }
        function failed(reason: unknown): void {
          leave();
          reject(reason);
        }
        signal?.addEventListener('abort', abort, { once: true });
        enqueue(job);
      });
    },

    processIds: () => children.flatMap(({ pid }) => (pid === undefined ? [] : [pid])),

    async close() {
      closed = true;
      const reason = new Error('the workers are closed');
      for (const job of queue.splice(0)) job.settle.reject(reason);
      await Promise.all(children.map((child) => child.kill(reason)));
    },
  };
}
