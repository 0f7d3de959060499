/** The frame of the launcher's programs: one sentence on failure, the child's exit code. */

import { messages } from './messages.mjs';
import { LauncherError } from './runtime.mjs';

const oldestNode = 20;

export async function launch(work) {
  try {
    const major = Number(process.versions.node.split('.')[0]);
    if (major < oldestNode) {
      throw new LauncherError(messages.nodeTooOld(oldestNode, process.version));
    }
    process.exitCode = await work((line) => process.stderr.write(`afterimage: ${line}\n`));
  } catch (error) {
    if (!(error instanceof LauncherError)) throw error;
    process.stderr.write(`afterimage: ${error.message}\n`);
    process.exitCode = 1;
  }
}
