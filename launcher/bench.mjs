/** `npm run bench:NAME -- …`: a benchmark beside other programs, which have packages of their own. */
import { join } from 'node:path';
import { launch } from './launch.mjs';
import { runInPlace } from './run.mjs';
import { root, runtime, runtimeFlags } from './runtime.mjs';
import { setUp, setUpPeers } from './setup.mjs';

await launch(async (say) => {
  const [name, ...rest] = process.argv.slice(2);
  await setUp({ say });
  await setUpPeers(say);
  return runInPlace(runtime(), [...runtimeFlags, join(root, 'bench', `${name}.ts`), ...rest]);
});
