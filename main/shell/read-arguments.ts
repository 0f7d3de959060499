/**
 * The launcher's question before it chooses a door: are these arguments right, and do they open
 * anything? `{"open":…,"help":…}` on stdout, or one line on stderr and exit code 2.
 */
import { ArgumentsError, readArguments } from './arguments.ts';

try {
  const { open, help } = readArguments(process.argv.slice(2), process.env);
  process.stdout.write(`${JSON.stringify({ open, help })}\n`);
} catch (error) {
  if (!(error instanceof ArgumentsError)) throw error;
  process.stderr.write(`${error.message}\n`);
  process.exitCode = 2;
}
