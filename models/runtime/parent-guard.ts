/**
 * Ends this process when its parent is gone. The channel's end says so to an idle child; a child
 * that is busy in native code does not hear it, so that a small thread asks the system.
 */
import { Worker } from 'node:worker_threads';

const watch = `
const { workerData } = require('node:worker_threads');
const { parent, everyMs } = workerData;
function gone() {
  if (process.ppid !== parent) return true;
  try { process.kill(parent, 0); return false; } catch (error) { return error.code === 'ESRCH'; }
}
setInterval(() => { if (gone()) process.kill(process.pid, 'SIGKILL'); }, everyMs);
`;

export function endWithParent(parentProcessId: number, everyMs = 1_000): void {
  // A terminal's Ctrl-C reaches the whole process group; it is the parent's to end us in order.
  process.on('SIGINT', () => {});
  process.on('disconnect', () => process.kill(process.pid, 'SIGKILL'));
  const worker = new Worker(watch, {
    eval: true,
    workerData: { parent: parentProcessId, everyMs },
    resourceLimits: { maxOldGenerationSizeMb: 8, maxYoungGenerationSizeMb: 1, stackSizeMb: 1 },
  });
  worker.unref();
}
