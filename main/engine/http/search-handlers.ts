/** Queries of the page: words, moments of the library, dropped pictures. */
import { EngineError } from '../contract/errors.ts';
import type { Strictness } from '../contract/library.ts';
import { messages } from '../contract/messages/index.ts';
import { packRanking } from '../contract/ranking-columns.ts';
import type { SearchAnswer, SearchQuery, SearchResult, Why } from '../contract/search.ts';
import type { ComposedQuery, RankedMoment } from '../search/types.ts';
import { type ModelPixels, WorkerError, type Workers } from '../workers/types.ts';
import { workerSentence } from './errors.ts';
import type { Handlers } from './handler.ts';
import { readBody } from './request-body.ts';
import type { Services } from './services.ts';

const uploadLimitBytes = 64 * 1024 * 1024;

/** What a picture is to a query. */
export type PictureVector = { readonly embedding: Float32Array; readonly code: Uint8Array };
/** A picture that is still to be encoded has its pixels. */
export type ExamplePicture = PictureVector | ModelPixels;

export function searchHandlers(
  services: Services,
): Pick<Handlers, 'rank' | 'search' | 'uploadPicture'> {
  const { ingest, search, uploads, workers } = services;
  return {
    rank: ({ request }) =>
      ingest.yieldTo(async () => {
        const columns = search.rank(await composeQuery(services, request), request.strictness);
        return new Response(packRanking(columns), {
          headers: { 'content-type': 'application/octet-stream', 'cache-control': 'no-store' },
        });
      }),
    search: ({ request }) => {
      const pictures = async () => queryPictures(services, request);
      const { text, limit, strictness } = request;
      return answerSearch(services, { text, limit, strictness, pictures });
    },
    async uploadPicture({ raw }) {
      const bytes = await readBody(raw, uploadLimitBytes);
      if (bytes.length === 0) throw new EngineError('bad-request', messages.http.emptyUpload());
      const picture = await workers.decodePicture(bytes).catch(notAPicture);
      const pixels = picture.moments.map((moment) => moment.pixels);
      return ingest.yieldTo(async () => {
        const [encoded] = await workers.encodePictures(pixels.slice(0, 1), true);
        if (encoded === undefined) throw new Error('no moment came of an uploaded picture');
        return { uploadId: uploads.keep(encoded) };
      });
    },
  };
}

export type SearchRequest = {
  readonly text: string;
  readonly limit: number;
  readonly strictness: Strictness;
  readonly pictures: () => Promise<readonly ExamplePicture[]>;
  /** Items to leave out, e.g. the example itself. */
  readonly leaveOut?: ReadonlySet<number>;
};

/** The first results with paths and reasons; ingest gives way, but not while examples are decoded. */
export async function answerSearch(
  services: Services,
  request: SearchRequest,
): Promise<SearchAnswer> {
  const startMs = performance.now();
  const examples = await request.pictures();
  return services.ingest.yieldTo(async () => {
    const leaveOut = request.leaveOut ?? new Set();
    const pictures = await encodeExamples(services.workers, examples);
    const query = await services.search.compose({ text: request.text, pictures });
    const ranked = services.search
      .top(query, request.limit + leaveOut.size)
      .filter((moment) => !leaveOut.has(moment.itemId))
      .slice(0, request.limit);
    const why = reasons(query, pictures.length);
    const results = withPaths(services, ranked, why);
    const least = services.search.leastScore(query, request.strictness);
    const matches = results.filter(({ score }) => score >= least).length;
    return { query: request.text, tookMs: performance.now() - startMs, matches, results };
  });
}

async function composeQuery(services: Services, query: SearchQuery): Promise<ComposedQuery> {
  const pictures = queryPictures(services, query);
  return services.search.compose({ text: query.text, pictures });
}

async function encodeExamples(
  workers: Workers,
  examples: readonly ExamplePicture[],
): Promise<PictureVector[]> {
  const pixels = examples.filter((each) => 'data' in each);
  const known = examples.filter((each) => 'embedding' in each);
  return [...known, ...(await workers.encodePictures(pixels, true))];
}

function queryPictures({ search, uploads }: Services, query: SearchQuery): PictureVector[] {
  const moments = query.likeMoments.map((momentId) => {
    const vector = search.vectorOfMoment(momentId);
    if (vector === undefined) throw new EngineError('not-found', messages.http.noMoment(momentId));
    return vector;
  });
  return [...moments, ...query.uploads.map((uploadId) => uploads.get(uploadId))];
}

function withPaths(
  { catalog }: Services,
  ranked: readonly RankedMoment[],
  why: readonly Why[],
): SearchResult[] {
  const paths = catalog.pathsOfItems(ranked.map((moment) => moment.itemId));
  return ranked
    .flatMap(({ itemId, momentId, timeMs, score, named }) => {
      // An item on an unplugged drive has no reachable path, but the one it had.
      const path = paths.get(itemId) ?? catalog.item(itemId)?.files[0]?.path;
      if (path === undefined) return [];
      const kind = timeMs === null ? ('photo' as const) : ('video' as const);
      return [
        { path, kind, timeMs, score, why: [...named.map(reasonOfName), ...why], itemId, momentId },
      ];
    })
    .map((result, index) => ({ rank: index + 1, ...result }));
}

function reasonOfName({ words, place }: RankedMoment['named'][number]): Why {
  return { kind: place, detail: messages.http.why.named(words, place) };
}

/** Nothing for what merely passed the filters. */
function reasons({ terms, following }: ComposedQuery, pictures: number): Why[] {
  const { why } = messages.http;
  const steps = [terms, ...(following?.steps ?? []).map((step) => step.terms)];
  const ofStep = (of: ComposedQuery['terms'], minus: boolean) =>
    of
      .filter((term) => term.minus === minus)
      .map((term) => term.words)
      .join(', ');
  const joined = (minus: boolean) =>
    steps
      .map((step) => ofStep(step, minus))
      .filter((said) => said !== '')
      .join(' >> ');
  const [wanted, unwanted] = [joined(false), joined(true)];
  const words = [
    ...(wanted === '' ? [] : [{ kind: 'semantic', detail: why.words(wanted) }]),
    ...(unwanted === '' ? [] : [{ kind: 'semantic', detail: why.without(unwanted) }]),
  ];
  const examples = pictures === 0 ? [] : [{ kind: 'example', detail: why.examples(pictures) }];
  return [...words, ...examples];
}

function notAPicture(error: unknown): never {
  if (!(error instanceof WorkerError)) throw error;
  throw new EngineError('not-a-picture', workerSentence(error), { cause: error });
}
