/** What is wrong with a command line, and numbers in it. */
import { messages } from '../engine/contract/messages/index.ts';

const texts = messages.cli;

/** Exit code 2: the command line itself is wrong. `message` is one line and names the argument. */
export class UsageError extends Error {
  constructor(problem: string) {
    super(texts.usageError(problem));
    this.name = 'UsageError';
  }
}

export function wholeNumber(
  one: ReadonlyMap<string, string>,
  name: string,
  least: number,
  most: number,
): number | undefined {
  const text = one.get(name);
  if (text === undefined) return undefined;
  const value = /^\d{1,12}$/.test(text) ? Number(text) : Number.NaN;
  if (value >= least && value <= most) return value;
  throw new UsageError(texts.notANumber(`--${name}`, text, least, most));
}
