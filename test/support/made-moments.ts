/** Made moments for tests of search, and the slow reading of the same rules to compare with. */
import fc from 'fast-check';
import type { MomentColumns } from '../../main/engine/catalog/types.ts';
import { noTime } from '../../main/engine/contract/ranking-columns.ts';
import { allocateColumns } from '../../main/engine/search/moments/columns.ts';

export const shape = { codeBytes: 8, dimension: 4 } as const;

export type MadeMoment = {
  readonly momentId: number;
  readonly itemId: number;
  readonly code: readonly number[];
  readonly vector: readonly number[];
  readonly timeMs: number;
  readonly dateMs: number;
};

export const arbitraryCode = fc.array(fc.constantFrom(0, 1, 3, 255), {
  minLength: shape.codeBytes,
  maxLength: shape.codeBytes,
});
const arbitraryVector = fc.array(fc.integer({ min: -3, max: 3 }), {
  minLength: shape.dimension,
  maxLength: shape.dimension,
});
export const arbitraryEmbedding = arbitraryVector.map((vector) => {
  const length = Math.hypot(...vector) || 1;
  return Float32Array.from(vector, (value) => value / length);
});

/** Moments with few different codes, vectors and dates, so that ties are common. */
export const arbitraryMoment = (mostId: number, items: number): fc.Arbitrary<MadeMoment> =>
  fc.record({
    momentId: fc.integer({ min: 1, max: mostId }),
    itemId: fc.integer({ min: 1, max: items }),
    code: arbitraryCode,
    vector: arbitraryVector,
    timeMs: fc.constantFrom(0, 40, 1_000, 2_000, noTime),
    dateMs: fc.constantFrom(0, 1, 65_536, 1_700_000_000_000, -86_400_000),
  });

export const arbitraryMoments = fc.uniqueArray(arbitraryMoment(300, 25), {
  selector: (moment) => moment.momentId,
  maxLength: 60,
});

export function columnsOf(moments: readonly MadeMoment[]): MomentColumns {
  const columns = allocateColumns(shape, moments.length);
  for (const [row, moment] of moments.entries()) {
    columns.momentIds[row] = moment.momentId;
    columns.itemIds[row] = moment.itemId;
    columns.codes.set(moment.code, row * shape.codeBytes);
    columns.timesMs[row] = moment.timeMs;
    columns.aspectRatios[row] = 1 + (moment.momentId % 7) / 4;
    columns.datesMs[row] = moment.dateMs;
    columns.days[row] = Math.floor(moment.dateMs / 86_400_000);
    columns.sizesBytes[row] = moment.momentId * 1_000;
    columns.durationsMs[row] = moment.timeMs === noTime ? 0 : moment.itemId * 1_000;
    columns.latitudes[row] = moment.itemId % 5 === 0 ? Number.NaN : (moment.itemId % 5) * 20;
    columns.longitudes[row] = moment.itemId % 5 === 0 ? Number.NaN : moment.itemId * 7 - 90;
  }
  return columns;
}

/** A moment's vector made a unit vector, in 32,767ths; zeros stay zeros. */
function storedOf({ vector }: MadeMoment): number[] {
  const length = Math.hypot(...vector) || 1;
  return vector.map((value) => Math.round((value / length) * 32_767));
}

/** As the catalogue hands out the stored vectors. */
export const vectorsOf =
  (moments: readonly MadeMoment[]) =>
  (momentIds: readonly number[]): Int16Array => {
    const byId = new Map(moments.map((moment) => [moment.momentId, storedOf(moment)]));
    return Int16Array.from(momentIds.flatMap((momentId) => byId.get(momentId) ?? []));
  };

export type NaiveRank = { readonly momentId: number; readonly cosine: number | null };

/** The rules of rank.ts read literally: sort everything, look at everything. */
export function naiveRanking(
  moments: readonly MadeMoment[],
  query: { readonly embedding: Float32Array; readonly code: readonly number[] },
  candidates: number,
): NaiveRank[] {
  const distance = (moment: MadeMoment) =>
    moment.code
      .map((byte, index) => (byte ^ (query.code[index] as number)).toString(2))
      .join('')
      .replaceAll('0', '').length;
  const cosine = (moment: MadeMoment) => {
    const sum = storedOf(moment).reduce(
      (sum, value, index) => sum + (query.embedding[index] as number) * value,
      0,
    );
    return sum / 32_767;
  };
  const nearest = [...moments].sort((a, b) => distance(a) - distance(b) || a.momentId - b.momentId);
  const items = [...new Set(nearest.map((moment) => moment.itemId))];
  const firstBeyond = nearest.findIndex((moment) => moment.itemId === items[candidates]);
  const looked = firstBeyond === -1 ? nearest : nearest.slice(0, firstBeyond);
  const head = items.slice(0, candidates).map((itemId) =>
    looked
      .filter((moment) => moment.itemId === itemId)
      .slice(0, 16)
      .map((moment) => ({ momentId: moment.momentId, cosine: cosine(moment) }))
      .sort((a, b) => b.cosine - a.cosine || a.momentId - b.momentId)
      .slice(0, 1),
  );
  const tail = items.slice(candidates).map((itemId) =>
    nearest
      .filter((moment) => moment.itemId === itemId)
      .slice(0, 1)
      .map((moment) => ({ momentId: moment.momentId, cosine: null })),
  );
  return [
    ...head.flat().sort((a, b) => b.cosine - a.cosine || a.momentId - b.momentId),
    ...tail.flat(),
  ];
}
