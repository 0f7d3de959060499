/** `npm run -s measure -- NAME …`: one of the measurements in `test/measure`, by its file's name. */
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { launch } from './launch.mjs';
import { messages } from './messages.mjs';
import { runInPlace } from './run.mjs';
import { LauncherError, root, runtime, runtimeFlags } from './runtime.mjs';
import { setUp } from './setup.mjs';

await launch(async (say) => {
  const [name = '', ...rest] = process.argv.slice(2);
  const script = join(root, 'test', 'measure', `${name}.ts`);
  if (!/^[a-z-]+$/.test(name) || !existsSync(script)) {
    throw new LauncherError(messages.noMeasurement(name));
  }
  await setUp({ say });
  return runInPlace(runtime(), [...runtimeFlags, script, ...rest]);
});
