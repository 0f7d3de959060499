/** Whether a path is left out by patterns that a person typed; see contract/exclusions.ts. */
import picomatch from 'picomatch/posix.js';
import { namesOf } from '../contract/exclusions.ts';

/** Takes a path from the watched folder, with `/` between names. */
export type Excludes = (path: string) => boolean;

/** Whatever the case: a person's disk may not tell `RAW` from `raw`. */
const options = { nocase: true, dot: true, nonegate: true, noextglob: true } as const;
/** Would mean something to the matcher, and stands in names: `Trip (2)`, `[2019] Rome`. */
const literal = /[()[\]{}+|^$@!]/g;

export function createExclusions(patterns: readonly string[]): Excludes {
  if (patterns.length === 0) return () => false;
  const expressions = patterns.flatMap(globsOf).map((glob) => picomatch.makeRe(glob, options));
  return (path) => {
    const text = composed(path);
    return expressions.some((expression) => expression.test(text));
  };
}

/** What it names, and all that lies below. */
function globsOf(pattern: string): string[] {
  const { names, isPath } = namesOf(composed(pattern));
  const path = names.map((name) => name.replace(literal, '\\$&')).join('/');
  const glob = isPath ? path : `**/${path}`;
  return [glob, `${glob}/**`];
}

/** macOS hands names out decomposed, keyboards do not. */
const composed = (text: string): string => text.normalize('NFC');
