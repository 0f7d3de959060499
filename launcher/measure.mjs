/** `npm run -s measure -- NAME …`: one of the measurements in `test/measure`, by its file's name. */
import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { launch } from './launch.mjs';
import { messages } from './messages.mjs';
import { runInPlace } from './run.mjs';
import { LauncherError, root, runtime, runtimeFlags } from './runtime.mjs';
import { setUp } from './setup.mjs';

await launch(async (say) => {
  const [name = '', ...rest] = process.argv.slice(2);
  const folder = join(root, 'test', 'measure');
  const known = readdirSync(folder).map((file) => file.replace(/\.ts$/, ''));
  if (!known.includes(name))
    throw new LauncherError(messages.noMeasurement(name, known.join(', ')));
  await setUp({ say });
  return runInPlace(runtime(), [...runtimeFlags, join(folder, `${name}.ts`), ...rest]);
});
