/** Photos and captions to embeddings and codes, the way ingest and queries take. */
import type { EncodedText, Workers } from '../workers/types.ts';
import { WorkersUnavailableError } from '../workers/types.ts';

export type EncodedPhoto =
  | { readonly path: string; readonly encoded: EncodedText }
  | { readonly path: string; readonly failure: string };

/** Photos decoded ahead of the encoder: enough that neither waits, few enough to hold in memory. */
const photosAtOnce = 16;
const textsAtOnce = 64;

/** In the order of `paths`. Rejects only when no photo can be encoded at all. */
export async function encodePhotos(
  paths: readonly string[],
  workers: Workers,
  onDone: (done: number) => void,
): Promise<EncodedPhoto[]> {
  const results: EncodedPhoto[] = [];
  let next = 0;
  let done = 0;
  const line = async () => {
    for (let index = next++; index < paths.length; index = next++) {
      results[index] = await encodePhoto(paths[index] as string, workers);
      done += 1;
      onDone(done);
    }
  };
  await Promise.all(Array.from({ length: photosAtOnce }, line));
  return results;
}

async function encodePhoto(path: string, workers: Workers): Promise<EncodedPhoto> {
  try {
    const { moments } = await workers.decodePhoto(path);
    const encoded = await workers.encodePictures(moments.map((moment) => moment.pixels));
    const [first] = encoded;
    if (first === undefined) throw new Error('no picture in it');
    return { path, encoded: first };
  } catch (error) {
    if (error instanceof WorkersUnavailableError) throw error;
    return { path, failure: error instanceof Error ? error.message : String(error) };
  }
}

/** In the order of `texts`. */
export async function encodeCaptions(
  texts: readonly string[],
  workers: Workers,
  onDone: (done: number) => void,
): Promise<EncodedText[]> {
  const encoded: EncodedText[] = [];
  for (let start = 0; start < texts.length; start += textsAtOnce) {
    encoded.push(...(await workers.encodeTexts(texts.slice(start, start + textsAtOnce))));
    onDone(encoded.length);
  }
  return encoded;
}
