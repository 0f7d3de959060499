/**
 * A small library of real photos knows what it has, asked shortly, and what it has not. The model was
 * trained on fifty of these sixty; what unseen photos give, `measure -- cut-off` tells.
 */
import { expect, it } from 'vitest';
import { corpusPath, describeCorpus } from '../support/corpus.ts';
import { withScratchLibrary } from '../support/scratch-library.ts';

const there = ['dog', 'a dog running in the grass', 'dog in water', 'two children', 'red car'];
const nowhere = ['pizza', 'zebra', 'a birthday cake', 'elephant', 'a bowl of soup'];

describeCorpus('What matches well in a small library', () => {
  it('is told of what is there and of what is not', async () => {
    await withScratchLibrary(async ({ search, index }) => {
      await index(corpusPath('originals'));
      const matchesOf = async (text: string) => {
        const query = await search.compose({ text, pictures: [] });
        return search.rank(query).meta.matches;
      };
      const matches: Record<string, number> = {};
      for (const text of [...there, ...nowhere]) matches[text] = await matchesOf(text);
      expect(there.filter((text) => matches[text] === 0)).toEqual([]);
      expect(nowhere.filter((text) => matches[text] !== 0)).toEqual([]);
      // Seventeen of the 60 show a dog.
      expect(matches.dog).toBeGreaterThanOrEqual(8);
      expect(matches.dog).toBeLessThanOrEqual(20);
    });
  });
});
