/** The corpus for Vitest; see corpus-path.ts. */
import { describe } from 'vitest';
import { hasCorpus, noCorpus } from './corpus-path.ts';

export { corpusPath, hasCorpus, noCorpus } from './corpus-path.ts';

/** `describe`, left out with its reason where the corpus is absent. */
export function describeCorpus(title: string, tests: () => void): void {
  if (hasCorpus) describe(title, tests);
  else describe.skip(`${title} (left out: ${noCorpus})`, tests);
}
