/** From a query's words and pictures to vectors and codes. */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';

import type { ModelManifest } from '../../../models/manifest.ts';
import {
  type HashParameters,
  hashEmbedding,
  parseHashParameters,
} from '../../../models/runtime/hash.ts';
import type { EncodedMoment, Workers } from '../workers/types.ts';
import { composeEmbedding } from './compose.ts';
import { keepLatest } from './text-cache.ts';
import type { SearchEngine } from './types.ts';

/** Sentences whose vectors are kept: a person comes back to the same words. 500 take 1 MB. */
const keptTexts = 500;

export function createQueryComposer(
  workers: Pick<Workers, 'encodeTexts'>,
  manifest: ModelManifest,
  modelPath: string,
): Pick<SearchEngine, 'compose' | 'composeText'> {
  let head: HashParameters | undefined;

  /** Read when a query first needs it: words alone and a picture alone bring their own code. */
  function hashHead(): HashParameters {
    const { file, groups } = manifest.hash;
    head ??= parseHashParameters(
      readFileSync(join(modelPath, file)),
      manifest.embedding.dimension,
      groups,
    );
    return head;
  }

  const encodeText = keepLatest(keptTexts, async (text): Promise<EncodedMoment> => {
    const [encoded] = await workers.encodeTexts([text]);
    if (encoded === undefined) throw new Error(`the text encoder gave nothing for "${text}"`);
    return encoded;
  });

  async function composeText(text: string) {
    const words = normalise(text);
    if (words === '') throw new RangeError('a query of no words');
    const { embedding, code } = await encodeText(words);
    return { embedding, code, calibration: 'text' as const };
  }

  return {
    composeText,
    async compose({ text, pictures }) {
      const [picture] = pictures;
      if (picture === undefined) return composeText(text);
      const words = normalise(text);
      if (words === '' && pictures.length === 1) {
        return { embedding: picture.embedding, code: picture.code, calibration: 'image' };
      }
      const parts = pictures.map(({ embedding }) => ({ modality: 'photo' as const, embedding }));
      const said =
        words === ''
          ? []
          : [{ modality: 'text' as const, embedding: (await encodeText(words)).embedding }];
      const embedding = composeEmbedding([...parts, ...said], hashHead());
      return {
        embedding,
        code: hashEmbedding(embedding, 'photo', hashHead()),
        calibration: 'image',
      };
    },
  };
}

/** One form for what a person would call the same words, for the cache. */
function normalise(text: string): string {
  return text.normalize('NFC').trim().replace(/\s+/g, ' ');
}
