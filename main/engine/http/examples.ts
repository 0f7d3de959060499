/** The pictures of a query: moments of the library, parts of them, and dropped pictures. */
import { EngineError } from '../contract/errors.ts';
import type { MediaKind } from '../contract/library.ts';
import { messages } from '../contract/messages/index.ts';
import type { SearchQuery } from '../contract/search.ts';
import type { ComposedQuery, Example } from '../search/types.ts';
import type { EncodedMoment, EncodedText, ModelPixels, Workers } from '../workers/types.ts';
import type { Services } from './services.ts';

/** What a picture is to a query. */
export type PictureVector = EncodedText & Partial<EncodedMoment>;
/** A picture that is still to be encoded has its pixels. */
export type ExamplePicture = PictureVector | ModelPixels;

/** What a query is to be like. */
export type Examples = {
  readonly pictures: readonly ExamplePicture[];
  /** What it is not to be like. */
  readonly unwanted?: readonly ExamplePicture[];
  /** Where all of them are of one: an item of the library, or what they themselves show. */
  readonly one?: { readonly itemId: number } | { readonly kind: MediaKind } | undefined;
};

/** Of a query over HTTP. Rejects with a clear error where a moment or an upload is not there. */
export async function queryExamples(services: Services, query: SearchQuery): Promise<Examples> {
  const { catalog, search, uploads } = services;
  const vectorOf = (momentId: number) => {
    const vector = search.vectorOfMoment(momentId);
    if (vector === undefined) throw new EngineError('not-found', messages.http.noMoment(momentId));
    return vector;
  };
  const whole = [
    ...query.likeMoments.map(vectorOf),
    ...query.uploads.map((uploadId) => uploads.get(uploadId)),
  ];
  const parts = query.regions.map(({ momentId, ...region }) =>
    services.parts.encoded(momentId, vectorOf(momentId).itemId, region),
  );
  const unwanted = query.unlikeMoments.map(vectorOf);
  const pictures = [...whole, ...(await Promise.all(parts))];
  const [only] = whole;
  if (only === undefined || pictures.length > 1 || unwanted.length > 0) {
    return { pictures, unwanted };
  }
  const itemId = 'itemId' in only ? only.itemId : catalog.itemOfContent(only.contentHash);
  return { pictures, one: itemId === undefined ? { kind: 'photo' } : { itemId } };
}

export async function composeQuery(
  { search, workers }: Services,
  text: string,
  examples: Examples,
): Promise<ComposedQuery> {
  const pictures = await encodeExamples(workers, examples.pictures);
  const unwanted = await encodeExamples(workers, examples.unwanted ?? []);
  const example = exampleOf(search, pictures, examples.one);
  return search.compose({ text, pictures, unwanted, example });
}

async function encodeExamples(
  workers: Workers,
  examples: readonly ExamplePicture[],
): Promise<PictureVector[]> {
  const pixels = examples.filter((each) => 'data' in each);
  const known = examples.filter((each) => 'embedding' in each);
  return [...known, ...(await workers.encodePictures(pixels, true))];
}

function exampleOf(
  search: Services['search'],
  pictures: readonly PictureVector[],
  one: Examples['one'],
): Example | undefined {
  if (one === undefined) return undefined;
  if ('itemId' in one) return search.exampleOfItem(one.itemId);
  const moments = pictures.map(({ embedding, code, luma }) => ({ embedding, code, luma }));
  return { kind: one.kind, moments };
}
