/** Programs in a network namespace of their own, which has loopback alone. Linux. */
import { type SpawnSyncReturns, spawnSync } from 'node:child_process';
import { join } from 'node:path';
import { repository } from './repository.ts';

const withLoopback = 'ip link set lo up && exec "$0" "$@"';

/** Null, or why it cannot be done here. */
export const cannotCut =
  spawnSync('unshare', ['-rn', 'sh', '-c', withLoopback, 'true']).status === 0
    ? null
    : 'no unshare -rn here';

/** Node with `parameters`; it and all its Node children note in `watchFile` whom they try to reach. */
export function runCutOff(
  parameters: readonly string[],
  watchFile: string,
): SpawnSyncReturns<string> {
  const watch = join(repository, 'test', 'support', 'network-watch.mjs');
  const program = [process.execPath, ...parameters];
  return spawnSync('unshare', ['-rn', 'sh', '-c', withLoopback, ...program], {
    encoding: 'utf8',
    timeout: 500_000,
    env: {
      ...process.env,
      NODE_OPTIONS: `--import ${watch}`,
      AFTERIMAGE_NETWORK_WATCH: watchFile,
    },
  });
}
