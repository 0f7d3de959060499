/** A queue of jobs before one or more children. Children start when the queue needs them. */
import { Child, type ChildJob, type ChildOptions, type PartAnswer } from './child-process.ts';
import type { JobAnswer, JobName, JobRequest } from './protocol.ts';

export type SubmitOptions = {
  readonly signal?: AbortSignal | undefined;
  /** Goes before what is not urgent. */
  readonly urgent?: boolean | undefined;
  readonly onPart?: ((part: unknown) => Promise<PartAnswer>) | undefined;
  readonly onShare?: ((share: number) => void) | undefined;
  /** An aborted job may take this long to end by itself; without it the child is killed. */
  readonly graceMs?: number | undefined;
};

export type Pool = {
  submit<Name extends JobName>(
    name: Name,
    request: JobRequest<Name>,
    options?: SubmitOptions,
  ): Promise<JobAnswer<Name>>;
  /** From now on so many children, with these options; those that work finish their job first. */
  reconfigure(count: number, options: ChildOptions): void;
  processIds(): number[];
  close(): Promise<void>;
};

type Waiting = ChildJob & { readonly urgent: boolean; child?: Child };

/**
 * `count` children at most. When all are busy and `whenFull` is `drop-oldest`, the job that has
 * run longest is ended for the newest: what a viewer wants now is what it asked for last.
 */
export function createPool(
  initialCount: number,
  initialOptions: ChildOptions,
  { whenFull = 'wait' }: { whenFull?: 'wait' | 'drop-oldest' } = {},
): Pool {
  let count = initialCount;
  let options = initialOptions;
  let children: Child[] = [];
  /** Children of earlier options, and those that are too many: they go when they are free. */
  const leaving = new Set<Child>();
  const queue: Waiting[] = [];
  const underWay: Waiting[] = [];
  let closed = false;

  function pump(): void {
    for (const child of leaving) if (!child.busy) void dismiss(child);
    while (!closed && queue.length > 0) {
      const child = children.find((each) => !each.busy && !leaving.has(each)) ?? addChild();
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

  /** Its place is free when it is gone, so that there are never more than `count`. */
  async function dismiss(child: Child): Promise<void> {
    await child.kill(new Error('this child is not needed any more'));
    if (!leaving.delete(child)) return;
    children = children.filter((each) => each !== child);
    pump();
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
      { signal, urgent = false, onPart, onShare, graceMs }: SubmitOptions = {},
    ): Promise<JobAnswer<Name>> {
      return new Promise((resolve, reject) => {
        if (closed) return reject(new Error(`the workers are closed: ${name} is refused`));
        if (signal?.aborted) return reject(signal.reason);
        const job: Waiting = {
          name,
          request,
          onPart,
          onShare,
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

    reconfigure(newCount, newOptions) {
      const isSame = JSON.stringify(newOptions) === JSON.stringify(options);
      const kept = isSame ? children.filter((child) => !leaving.has(child)) : [];
      const idleLast = kept.toSorted((one, other) => Number(other.busy) - Number(one.busy));
      const staying = new Set(idleLast.slice(0, newCount));
      for (const child of children) if (!staying.has(child)) leaving.add(child);
      count = newCount;
      options = newOptions;
      pump();
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
