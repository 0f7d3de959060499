/**
 * The engine as a process of its own, for the desktop shell: `[folder…] [--library DIR]`. Says
 * `{"socket": "…"}` on stdout when it is ready (again when it took over from another process), and
 * ends on SIGTERM, on SIGINT and when the parent closes stdin or the IPC channel.
 */
import { fstatSync } from 'node:fs';
import { parseArgs } from 'node:util';
import { EngineError } from './contract/errors.ts';
import { libraryLocation, typedPath } from './library-location.ts';
import { isGone } from './reach-engine.ts';
import { standBy } from './stand-by.ts';

const { values, positionals } = parseArgs({
  options: { library: { type: 'string' } },
  allowPositionals: true,
});
const log = (line: string) => process.stderr.write(`${line}\n`);
const ending = new AbortController();
const { signal } = ending;
const end = () => ending.abort();
for (const name of ['SIGTERM', 'SIGINT', 'SIGHUP', 'disconnect']) process.on(name, end);
if (isPipe(0)) process.stdin.once('end', end).once('error', end).once('close', end).resume();
// The parent is gone: nobody reads any more, and the closing stdin says so.
process.stdout.on('error', end);
process.stderr.on('error', end);

try {
  const libraryPath = libraryLocation(values.library, process.env);
  await standBy(
    { libraryPath, log },
    async ({ client, socketPath }) => {
      for (const path of positionals) {
        await client
          .call('addFolder', { path: typedPath(path, process.env) }, { signal })
          .catch((error) => {
            if (!(error instanceof EngineError) || isGone(error)) throw error;
            log(error.message);
          });
      }
      await client.call('trustedWatch', {}, { signal });
      process.stdout.write(`${JSON.stringify({ socket: socketPath })}\n`);
    },
    signal,
  );
  process.exitCode = 0;
} catch (error) {
  log(error instanceof Error ? error.message : String(error));
  process.exitCode = 1;
}
// stdin would keep an ended engine alive.
process.stdin.destroy();

/** A terminal or /dev/null as stdin says nothing about the parent. */
function isPipe(descriptor: number): boolean {
  try {
    const stats = fstatSync(descriptor);
    return stats.isFIFO() || stats.isSocket();
  } catch {
    return false;
  }
}
