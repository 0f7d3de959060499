/** `npm run -s cli -- …`: set up quietly, then the command line; stdout carries its answer alone. */
import { launch } from './launch.mjs';
import { commandLine } from './paths.mjs';
import { runInPlace } from './run.mjs';
import { runtime, runtimeFlags } from './runtime.mjs';
import { setUp } from './setup.mjs';

await launch(async (say) => {
  await setUp({ say });
  return runInPlace(runtime(), [...runtimeFlags, commandLine, ...process.argv.slice(2)]);
});
