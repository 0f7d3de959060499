/** `npm run -s measure -- NAME …`: one of the measurements in `test/measure`, by its file's name. */
import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { launch } from './launch.mjs';
import { messages } from './messages.mjs';
import { runInPlace } from './run.mjs';
import { LauncherError, root, runtime, runtimeFlags } from './runtime.mjs';
import { setUp, setUpPeers } from './setup.mjs';

/** Compared with packages that are no part of the program. */
const withPeers = new Set(['watching']);

await launch(async (say) => {
  const [name = '', ...rest] = process.argv.slice(2);
  const folder = join(root, 'test', 'measure');
  const known = readdirSync(folder).map((file) => file.replace(/\.ts$/, ''));
  if (!known.includes(name))
    throw new LauncherError(messages.noMeasurement(name, known.join(', ')));
  await setUp({ say });
  if (withPeers.has(name)) await setUpPeers(say);
  return runInPlace(runtime(), [...runtimeFlags, join(folder, `${name}.ts`), ...rest]);
});
