/**
 * A child for tests of the supervision: it does to a job whatever the job's path says. It speaks
 * the product's protocol through the product's own `serveJobs`.
 */
import { writeFileSync } from 'node:fs';
import { setTimeout as sleep } from 'node:timers/promises';
import {
  type FileIdentity,
  WorkerError,
  WorkersUnavailableError,
} from '../../../main/engine/workers/types.ts';
import { serveJobs } from '../serve-jobs.ts';

/** Kept so that nothing frees it. */
const hoard: Buffer[] = [];

serveJobs({
  async identify({ path }, { alive }): Promise<FileIdentity> {
    const [what, value = ''] = path.split(':');
    switch (what) {
      case 'crash':
        process.stderr.write('the last words\n');
        process.abort();
        break;
      case 'hang':
        for (;;);
      case 'sleep':
        await sleep(Number(value));
        break;
      case 'work':
        for (let turn = 0; turn < Number(value); turn += 1) {
          await sleep(100);
          alive();
        }
        break;
      case 'hog':
        for (;;) {
          hoard.push(Buffer.alloc(32 * 2 ** 20, 1));
          await sleep(5);
        }
      case 'refuse':
        throw new WorkerError('damaged-picture', value);
      case 'blunder':
        throw new TypeError(value);
      case 'unavailable':
        throw new WorkersUnavailableError(value);
    }
    return { contentHash: path, sizeBytes: process.pid, modifiedNs: '0' };
  },

  /** Sends segments whose time is their number and notes each as it is made, in the file `path`. */
  async decodeVideo({ path }, { sendPart }) {
    for (let segment = 0; segment < 5; segment += 1) {
      writeFileSync(path, String(segment + 1));
      await sendPart({ first: segment, moments: [{ timeMs: segment }], resume: null });
    }
    return { width: 5 } as never;
  },

  async renderVideo({ path, fromMs }, { sendPart, signal }) {
    await sendPart('video/mp4');
    for (let chunk = fromMs; !signal.aborted && (path === 'endless' || chunk < 3); chunk += 1) {
      await sendPart(Buffer.alloc(64 * 1024, chunk));
    }
    if (path === 'broken') throw new WorkerError('damaged-video', 'cut');
    return null;
  },
});
