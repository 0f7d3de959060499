/** Queries of the page: words, moments of the library, dropped pictures. */
import { createHash } from 'node:crypto';
import { EngineError } from '../contract/errors.ts';
import type { MediaKind, Strictness } from '../contract/library.ts';
import { messages } from '../contract/messages/index.ts';
import { packRanking } from '../contract/ranking-columns.ts';
import type { Likeness, SearchAnswer, SearchQuery, SearchResult, Why } from '../contract/search.ts';
import type { ComposedQuery, Example, RankedMoment } from '../search/types.ts';
import {
  type EncodedMoment,
  type EncodedText,
  type ModelPixels,
  WorkerError,
  type Workers,
} from '../workers/types.ts';
import { workerSentence } from './errors.ts';
import type { Handlers } from './handler.ts';
import { readBody } from './request-body.ts';
import type { Services } from './services.ts';

const uploadLimitBytes = 64 * 1024 * 1024;

/** What a picture is to a query. */
export type PictureVector = EncodedText & Partial<EncodedMoment>;
/** A picture that is still to be encoded has its pixels. */
export type ExamplePicture = PictureVector | ModelPixels;

/** What a query is to be like. */
export type Examples = {
  readonly pictures: readonly ExamplePicture[];
  /** Where all of them are of one: an item of the library, or what they themselves show. */
  readonly one?: { readonly itemId: number } | { readonly kind: MediaKind } | undefined;
};

export function searchHandlers(
  services: Services,
): Pick<Handlers, 'rank' | 'search' | 'uploadPicture'> {
  const { catalog, ingest, search, uploads, workers } = services;
  return {
    rank: ({ request }) =>
      ingest.yieldTo(async () => {
        const columns = search.rank(await composeQuery(services, request), request.strictness);
        return new Response(packRanking(columns), {
          headers: { 'content-type': 'application/octet-stream', 'cache-control': 'no-store' },
        });
      }),
    search: ({ request }) => {
      const examples = async () => queryExamples(services, request);
      const { text, limit, strictness } = request;
      return answerSearch(services, { text, limit, strictness, examples });
    },
    async uploadPicture({ raw }) {
      const bytes = await readBody(raw, uploadLimitBytes);
      if (bytes.length === 0) throw new EngineError('bad-request', messages.http.emptyUpload());
      const sha256 = createHash('sha256').update(bytes).digest('hex');
      const itemId = catalog.itemOfContent(sha256);
      const picture = await workers.decodePicture(bytes).catch(notAPicture);
      const pixels = picture.moments.map((moment) => moment.pixels);
      return ingest.yieldTo(async () => {
        const [encoded] = await workers.encodePictures(pixels.slice(0, 1), true);
        if (encoded === undefined) throw new Error('no moment came of an uploaded picture');
        return { uploadId: uploads.keep({ ...encoded, itemId }) };
      });
    },
  };
}

export type SearchRequest = {
  readonly text: string;
  readonly limit: number;
  readonly strictness: Strictness;
  readonly examples: () => Promise<Examples>;
  /** Paths that are no answer, e.g. the example's own. A copy of it elsewhere is one. */
  readonly leaveOut?: readonly string[];
};

/** The first results with paths and reasons; ingest gives way, but not while examples are decoded. */
export async function answerSearch(
  services: Services,
  request: SearchRequest,
): Promise<SearchAnswer> {
  const startMs = performance.now();
  const examples = await request.examples();
  const { search } = services;
  return services.ingest.yieldTo(async () => {
    const { leaveOut = [], text, limit } = request;
    const query = await compose(services, text, examples);
    const ranked = search.top(query, limit + leaveOut.length);
    const why = reasons(query, examples.pictures.length);
    const results = withPaths(services, ranked, why, leaveOut)
      .slice(0, limit)
      .map((result, index) => ({ rank: index + 1, ...result }));
    const least = search.leastScore(query, request.strictness);
    const matches = results.filter(({ score }) => score >= least).length;
    return { query: text, tookMs: performance.now() - startMs, matches, results };
  });
}

function composeQuery(services: Services, query: SearchQuery): Promise<ComposedQuery> {
  return compose(services, query.text, queryExamples(services, query));
}

async function compose(
  { search, workers }: Services,
  text: string,
  { pictures: given, one }: Examples,
): Promise<ComposedQuery> {
  const pictures = await encodeExamples(workers, given);
  return search.compose({ text, pictures, example: exampleOf(search, pictures, one) });
}

function exampleOf(
  search: Services['search'],
  pictures: readonly PictureVector[],
  one: Examples['one'],
): Example | undefined {
  if (one === undefined) return undefined;
  if ('itemId' in one) return search.exampleOfItem(one.itemId);
  const moments = pictures.map(({ embedding, luma }) => ({ embedding, luma }));
  return { kind: one.kind, moments };
}

async function encodeExamples(
  workers: Workers,
  examples: readonly ExamplePicture[],
): Promise<PictureVector[]> {
  const pixels = examples.filter((each) => 'data' in each);
  const known = examples.filter((each) => 'embedding' in each);
  return [...known, ...(await workers.encodePictures(pixels, true))];
}

function queryExamples({ search, uploads }: Services, query: SearchQuery): Examples {
  const moments = query.likeMoments.map((momentId) => {
    const vector = search.vectorOfMoment(momentId);
    if (vector === undefined) throw new EngineError('not-found', messages.http.noMoment(momentId));
    return vector;
  });
  const pictures = [...moments, ...query.uploads.map((uploadId) => uploads.get(uploadId))];
  const [only] = pictures;
  if (only === undefined || pictures.length > 1) return { pictures };
  const { itemId } = only;
  return { pictures, one: itemId === undefined ? { kind: 'photo' } : { itemId } };
}

type Result = Omit<SearchResult, 'rank'>;

function withPaths(
  { catalog }: Services,
  ranked: readonly RankedMoment[],
  why: readonly Why[],
  leaveOut: readonly string[],
): Result[] {
  const paths = catalog.pathsOfItems(ranked.map((moment) => moment.itemId));
  return ranked.flatMap(({ named, timeMs, likeness, ...moment }): Result[] => {
    const places = paths.get(moment.itemId)?.filter((path) => !leaveOut.includes(path));
    const [path, ...copies] = places ?? [];
    if (path === undefined) return [];
    const kind = timeMs === null ? ('photo' as const) : ('video' as const);
    const told = [...named.map(reasonOfName), ...(likeness === undefined ? why : alike(likeness))];
    return [{ ...moment, path, copies, kind, timeMs, why: told, ...(likeness && { likeness }) }];
  });
}

function alike(likeness: Likeness): Why[] {
  const { same, near, examples } = messages.http.why;
  return [{ kind: 'example', detail: { same, near, similar: examples(1) }[likeness] }];
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
