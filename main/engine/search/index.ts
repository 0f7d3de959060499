/** Search: an index kept true to the catalogue, and queries ranked over all of it. */
import type { ModelManifest } from '../../../models/manifest.ts';
import type { Catalog, IndexChange, MomentColumns } from '../catalog/types.ts';
import type { Strictness } from '../contract/library.ts';
import { noTime, type RankingColumns } from '../contract/ranking-columns.ts';
import type { Likeness } from '../contract/search.ts';
import { dequantiseVector } from '../contract/stored-vector.ts';
import { builtinModelPath } from '../workers/index.ts';
import type { Workers } from '../workers/types.ts';
import { mostMoments, nearDuplicates } from './alike/near-duplicates.ts';
import { nearScore, rankAlike } from './alike/rank-alike.ts';
import { filtered } from './moments/filter.ts';
import { createMomentIndex, type IndexView, type MomentIndex } from './moments/moment-index.ts';
import { newestFirst } from './moments/newest-first.ts';
import { createQueryComposer } from './query/query-composer.ts';
import { queryLayout } from './query/query-layout.ts';
import { calibrated, type LogisticFit } from './rank/calibration.ts';
import { findNamed, type Named, type NamedItems } from './rank/named.ts';
import { productCandidates, productVectors, rankRows } from './rank/rank.ts';
import { scoresOf } from './rank/scores.ts';
import { rankSequence, type SequenceStep } from './sequence/sequence.ts';
import type { ComposedQuery, Meaning, OpenRanking, RankedMoment, SearchEngine } from './types.ts';

const everything = Number.MAX_SAFE_INTEGER;

export type SearchOptions = {
  readonly catalog: Pick<
    Catalog,
    | 'loadIndex'
    | 'onIndexChange'
    | 'vectors'
    | 'lumas'
    | 'itemsNamed'
    | 'itemsAnnotated'
    | 'counts'
    | 'item'
  >;
  readonly workers: Pick<Workers, 'encodeTexts'>;
  readonly manifest: ModelManifest;
  /** The model's folder; the built-in one by default. */
  readonly modelPath?: string;
};

type Ranking = {
  readonly columns: MomentColumns;
  readonly rows: Uint32Array;
  readonly scores: Float32Array;
  readonly named: NamedItems;
  readonly likenessOf?: (itemId: number, score: number) => Likeness;
};
export function createSearch(options: SearchOptions): SearchEngine {
  const { catalog, workers, manifest } = options;
  const shape = { codeBytes: manifest.hash.bits / 8 };
  const layoutOf = queryLayout(manifest.hash);
  let index: MomentIndex;
  let epoch: number;
  let newest: { readonly epoch: number; readonly rows: Uint32Array } | undefined;

  function load(): void {
    const loaded = catalog.loadIndex();
    index = createMomentIndex(shape);
    index.change(loaded.columns, []);
    epoch = loaded.epoch;
  }

  function follow(change: IndexChange): void {
    if (change.epoch <= epoch) return;
    // A change was missed: read everything again rather than answer wrongly.
    if (change.epoch > epoch + 1) {
      index.close();
      load();
      return;
    }
    index.change(change.added, change.removedMomentIds);
    epoch = change.epoch;
  }

  /** Rows of the current view and their scores. */
  function ranking(query: ComposedQuery, limit?: number): Ranking {
    const { meaning, terms, filters, following, example } = query;
    const view = filtered(index.view(), filters, (filter) =>
      filter.type === 'named'
        ? catalog.itemsNamed(filter.words, { place: filter.place, begins: true, most: everything })
        : catalog.itemsAnnotated(filter),
    );
    if (meaning === null) {
      const rows = (filters.length === 0 ? newestOfAll(view) : newestFirst(view)).subarray(
        0,
        limit,
      );
      return { columns: view.columns, rows, scores: new Float32Array(rows.length), named: nothing };
    }
    const rescoring = {
      vectorsOf: catalog.vectors,
      candidates: productCandidates(view.moments),
      mostVectors: productVectors,
      ...(limit === undefined ? {} : { limit }),
    };
    if (following !== undefined) {
      const later = following.steps.map((step) => stepOf(step.meaning));
      const options = { ...rescoring, withinMs: following.withinMs };
      const ranked = rankSequence(view, [stepOf(meaning), ...later], options);
      return { columns: view.columns, named: nothing, ...ranked };
    }
    const layout = layoutOf(meaning.embedding);
    const fit = fitOf(meaning);
    if (example !== undefined) {
      const { vectors, lumas } = catalog;
      const near = nearDuplicates(view, example, { vectors, lumas, layoutOf });
      const { itemId } = example;
      const options = { ...rescoring, fit };
      const alike = rankAlike(view, layout, meaning, { itemId, near }, options);
      const scores = scoresOf(alike.ranked, fit, layout.largestDistance);
      const { likenessOf, ranked } = alike;
      return { columns: view.columns, rows: ranked.rows, named: nothing, scores, likenessOf };
    }
    const named = findNamed(catalog, terms, catalog.counts().items);
    const ranked = rankRows(view, layout, meaning, {
      ...rescoring,
      named,
      scoreOf: (cosine, itemId) => withNames(calibrated(fit, cosine), named.get(itemId)),
    });
    return {
      columns: view.columns,
      rows: ranked.rows,
      named,
      scores: scoresOf(ranked, fit, layout.largestDistance),
    };
  }

  /** Of a query's cosines, relative to its reference. */
  function fitOf({ calibration, reference }: Meaning): LogisticFit {
    const { slope, intercept } = manifest.calibration[calibration];
    return { slope, intercept: intercept - slope * reference };
  }

  function stepOf(meaning: Meaning): SequenceStep {
    const fit = fitOf(meaning);
    const scoreOf = (cosine: number) => calibrated(fit, cosine);
    return { ...meaning, layout: layoutOf(meaning.embedding), scoreOf };
  }

  /** Sorted once for each epoch. */
  function newestOfAll(view: IndexView): Uint32Array {
    if (newest?.epoch !== epoch) newest = { epoch, rows: newestFirst(view) };
    return newest.rows;
  }

  function leastScore(query: ComposedQuery, strictness: Strictness = 'normal'): number {
    if (typeof strictness === 'number') return strictness;
    if (strictness === 'all') return 0;
    const { meaning, following } = query;
    const meanings = [meaning, ...(following?.steps ?? []).map((step) => step.meaning)];
    // Pictures are likened by degrees: nothing is known of where a likeness ends.
    const hasWords = meanings.some((each) => each?.calibration === 'text');
    return (hasWords ? manifest.calibration.text.cuts?.[strictness] : undefined) ?? 0;
  }

  function vectorOfMoment(momentId: number) {
    const row = index.rowOfMoment(momentId);
    if (row === undefined) return undefined;
    const { codes, itemIds } = index.view().columns;
    const { codeBytes } = shape;
    return {
      embedding: dequantiseVector(catalog.vectors([momentId])),
      code: codes.slice(row * codeBytes, (row + 1) * codeBytes),
      itemId: itemIds[row] as number,
    };
  }

  function open(found: Ranking): OpenRanking {
    const { itemIds, momentIds, timesMs, scores } = taken(found);
    const { named, likenessOf } = found;
    const momentAt = (position: number): RankedMoment => {
      const itemId = itemIds[position] as number;
      const timeMs = timesMs[position] as number;
      return {
        itemId,
        momentId: momentIds[position] as number,
        timeMs: timeMs === noTime ? null : timeMs,
        score: scores[position] as number,
        named: named.get(itemId)?.found ?? [],
        ...(likenessOf && { likeness: likenessOf(itemId, scores[position] as number) }),
      };
    };
    return {
      epoch,
      length: scores.length,
      atLeast: (score) => countFrom(scores, score),
      slice: (from, to) => {
        const count = Math.max(0, Math.min(to, scores.length) - from);
        return Array.from({ length: count }, (_, index) => momentAt(from + index));
      },
    };
  }

  load();
  const unsubscribe = catalog.onIndexChange(follow);

  return {
    ...createQueryComposer(workers, manifest, options.modelPath ?? builtinModelPath),

    leastScore,

    rank(query, strictness): RankingColumns {
      const startedMs = performance.now();
      const { likenessOf, ...found } = ranking(query);
      const columns = taken(found);
      const order = query.meaning === null ? 'all' : 'ranked';
      const matches = countFrom(columns.scores, leastScore(query, strictness));
      return {
        ...columns,
        meta: {
          epoch,
          tookMs: performance.now() - startedMs,
          order,
          matches,
          ...(likenessOf === undefined ? {} : { near: countFrom(columns.scores, nearScore) }),
        },
      };
    },

    top: (query, limit) => open(ranking(query, limit)).slice(0, limit),
    open: (query) => open(ranking(query)),

    vectorOfMoment,

    exampleOfItem(itemId) {
      const item = catalog.item(itemId);
      if (item === undefined) return undefined;
      const ids = item.moments.slice(0, mostMoments).map((moment) => moment.momentId);
      const lumas = catalog.lumas(ids);
      const moments = ids.flatMap((momentId, place) => {
        const vector = vectorOfMoment(momentId);
        return vector === undefined ? [] : [{ ...vector, luma: lumas[place] }];
      });
      return { itemId, kind: item.kind, moments };
    },

    get epoch() {
      return epoch;
    },
    get moments() {
      return index.moments;
    },
    close() {
      unsubscribe();
      index.close();
    },
  };
}

const nothing: NamedItems = new Map();

/** Two independent reasons: it is wrong only if both are. */
function withNames(score: number, named: Named | undefined): number {
  return named === undefined ? score : 1 - (1 - score) * (1 - named.chance);
}

/** How many of scores that never rise are at least so high. */
function countFrom(scores: Float32Array, least: number): number {
  const first = scores.findIndex((score) => score < least);
  return first === -1 ? scores.length : first;
}

/** Copies, which stay as they are when the library changes. */
function taken({ columns, rows, scores }: Ranking): Omit<RankingColumns, 'meta'> {
  return {
    itemIds: gather(columns.itemIds, rows, new Uint32Array(rows.length)),
    momentIds: gather(columns.momentIds, rows, new Uint32Array(rows.length)),
    aspectRatios: gather(columns.aspectRatios, rows, new Float32Array(rows.length)),
    timesMs: gather(columns.timesMs, rows, new Uint32Array(rows.length)),
    scores,
  };
}

function gather<Column extends Uint32Array | Float32Array>(
  column: Column,
  rows: Uint32Array,
  result: Column,
): Column {
  for (let position = 0; position < rows.length; position += 1) {
    result[position] = column[rows[position] as number] as number;
  }
  return result;
}
