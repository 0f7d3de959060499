/** Verifies an open library in a thread of its own, so that the engine goes on answering. */
import { Worker } from 'node:worker_threads';
import type { CheckReport } from '../contract/library.ts';
import type { OpenCatalogOptions } from './types.ts';

export type CheckRequest = Pick<OpenCatalogOptions, 'libraryPath' | 'model'>;

/**
 * The library is open (its schema is the newest). Rejects with what SQLite says when it cannot be
 * read at all, and with the signal's reason.
 */
export function checkInThread(request: CheckRequest, signal?: AbortSignal): Promise<CheckReport> {
  return new Promise((resolve, reject) => {
    if (signal?.aborted) return reject(signal.reason);
    const thread = new Worker(new URL('./check-thread.ts', import.meta.url), {
      workerData: request,
      execArgv: ['--disable-warning=ExperimentalWarning'],
    });
    const giveUp = () => {
      reject(signal?.reason);
      void thread.terminate();
    };
    signal?.addEventListener('abort', giveUp, { once: true });
    thread.once('message', resolve);
    thread.once('error', reject);
    thread.once('exit', (code) => {
      signal?.removeEventListener('abort', giveUp);
      reject(new Error(`the check of ${request.libraryPath} ended with exit code ${code}`));
    });
  });
}
