/** From a query's words and pictures to vectors and codes. */
import type { ModelManifest } from '../../../../models/manifest.ts';
import { hashEmbedding } from '../../../../models/runtime/hash.ts';
import { parseQuery } from '../../contract/query/parse.ts';
import type { WordsTerm } from '../../contract/query/syntax.ts';
import type { EncodedText, Workers } from '../../workers/types.ts';
import { bitWeights } from '../rank/estimate.ts';
import type { Meaning, SearchEngine } from '../types.ts';
import { composeEmbedding, type Modality, modalityOf } from './compose.ts';
import { openHashHead } from './hash-head.ts';
import { openReference } from './reference.ts';
import { keepLatest } from './text-cache.ts';

/** Sentences whose vectors are kept: a person comes back to the same words. 500 take 1 MB. */
const keptTexts = 500;

/** How much words that are not wanted push away, beside words that are (measure: minus-words). */
const minusWeight = 0.5;

/**
 * How much pictures that are not wanted push away, beside pictures that are, and beside words alone: too
 * much of it leaves the words behind (measure: feedback).
 */
const unwantedWeight = { besidePictures: 0.5, besideWords: 0.15 } as const;

export function createQueryComposer(
  workers: Pick<Workers, 'encodeTexts'>,
  manifest: ModelManifest,
  modelPath: string,
): Pick<SearchEngine, 'compose'> {
  const hashHead = openHashHead(manifest, modelPath);
  const referenceOf = openReference(manifest, modelPath);

  const encodeText = keepLatest(keptTexts, async (text): Promise<EncodedText> => {
    const [encoded] = await workers.encodeTexts([text]);
    if (encoded === undefined) throw new Error(`the text encoder gave nothing for "${text}"`);
    return encoded;
  });

  function asMeaning(embedding: Float32Array, code: Uint8Array, modality: Modality): Meaning {
    const calibration = modality === 'photo' ? 'image' : 'text';
    return {
      embedding,
      code,
      bitWeights: bitWeights(embedding, modality, hashHead(), manifest.hash),
      calibration,
      reference: referenceOf(embedding, calibration),
    };
  }

  /** Null of nothing. */
  async function meaningOf(
    terms: readonly WordsTerm[],
    pictures: readonly Pick<Meaning, 'embedding' | 'code'>[],
    unwanted: readonly Pick<Meaning, 'embedding'>[] = [],
  ): Promise<Meaning | null> {
    const [picture] = pictures;
    const [term] = terms;
    const count = terms.length + pictures.length + unwanted.length;
    if (count === 0) return null;
    const alone = count === 1;
    if (alone && picture !== undefined) {
      return asMeaning(picture.embedding, picture.code, 'photo');
    }
    if (alone && term !== undefined && !term.minus) {
      const { embedding, code } = await encodeText(term.words);
      return asMeaning(embedding, code, 'text');
    }
    const said = terms.map(async ({ words, minus, weight }) => {
      const { embedding } = await encodeText(words);
      return {
        modality: 'text' as const,
        embedding,
        weight: minus ? -minusWeight * weight : weight,
      };
    });
    const shown = pictures.map(({ embedding }) => {
      return { modality: 'photo' as const, embedding, weight: 1 };
    });
    const push = unwantedWeight[pictures.length > 0 ? 'besidePictures' : 'besideWords'];
    const away = unwanted.map(({ embedding }) => {
      return { modality: 'photo' as const, embedding, weight: -push };
    });
    const parts = [...shown, ...away, ...(await Promise.all(said))];
    const embedding = composeEmbedding(parts, hashHead());
    const modality = modalityOf(parts);
    const code = hashEmbedding(embedding, modality, hashHead());
    return asMeaning(embedding, code, modality);
  }

  return {
    async compose({ text, pictures, unwanted = [], example }) {
      const { filters, following, ...query } = parseQuery(text);
      const asked = [
        { terms: query.terms, pictures, unwanted },
        ...(following?.steps ?? []).map((terms) => ({ terms, pictures: [], unwanted: [] })),
      ];
      const all = asked.map(async ({ terms, pictures, unwanted }) => {
        const meaning = await meaningOf(terms, pictures, unwanted);
        return meaning === null ? [] : [{ meaning, terms }];
      });
      const [first = { meaning: null, terms: [] }, ...steps] = (await Promise.all(all)).flat();
      const isSequence = following !== undefined && steps.length > 0;
      const rest = isSequence ? { following: { steps, withinMs: following.withinMs } } : {};
      const isExample =
        example !== undefined && unwanted.length === 0 && first.terms.length === 0 && !isSequence;
      return { ...first, filters, ...rest, ...(isExample ? { example } : {}) };
    },
  };
}
