/** What every command is given: where it writes, where typed paths begin, when to stop. */
import { typedPath } from '../engine/library-location.ts';

export type Context = {
  /** One line of the answer on stdout. */
  readonly answer: (text: string) => void;
  /** One line beside the answer on stderr. */
  readonly say: (text: string) => void;
  /** Yes or no, from the person; undefined where there is nobody to ask. */
  readonly ask: (question: string) => Promise<boolean | undefined>;
  readonly environment: Readonly<Record<string, string | undefined>>;
  /** Aborts on Ctrl-C and SIGTERM. */
  readonly signal: AbortSignal;
};

export function typed(context: Context, path: string): string {
  return typedPath(path, context.environment);
}
