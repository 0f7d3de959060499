/** How well a model finds captioned photos, measured on the program's own path. */
import { readFile } from 'node:fs/promises';
import { dirname, resolve } from 'node:path';
import type { ModelManifest } from '../../../models/manifest.ts';
import type { Modality } from '../../../models/runtime/hash.ts';
import type { EvaluateReport, RecallWays } from '../contract/evaluate.ts';
import { messages } from '../contract/messages/index.ts';
import { compileBuilt } from '../search/kernel/built.ts';
import { openHashHead } from '../search/query/hash-head.ts';
import { queryLayout } from '../search/query/query-layout.ts';
import { bitWeights } from '../search/rank/estimate.ts';
import { builtinModelPath } from '../workers/index.ts';
import type { EncodedText, Workers } from '../workers/types.ts';
import { parseCaptions } from './captions-file.ts';
import { findDistractors } from './distractors.ts';
import { encodeCaptions, encodePhotos } from './encode-photos.ts';
import { recallsOf, worstRank } from './recall.ts';
import { createPool, keysOf, type Pool, ways } from './three-ways.ts';

export type EvaluateOptions = {
  readonly captionsFile: string;
  /** Key of the captions in the file, e.g. `en`. */
  readonly language: string;
  /** Pool members to rescore for a query; by default 5 % of the pool, rounded down, at least 1. */
  readonly candidates?: number;
  /** A folder whose pictures join the pool of the text queries. */
  readonly distractorsDir?: string;
  readonly workers: Workers;
  readonly manifest: ModelManifest;
  /** The model's folder, of the manifest and of the workers; the built-in one by default. */
  readonly modelPath?: string;
  readonly log: (line: string) => void;
};

/** Rejects with an error that names the photos that cannot be read, or the line that is wrong. */
export async function evaluate(options: EvaluateOptions): Promise<EvaluateReport> {
  const startedMs = performance.now();
  // What ranks is needed after minutes of encoding; that it is not there is said before.
  for (const name of ['scan', 'cosines']) compileBuilt(name);
  const { captionsFile, language, workers, manifest, log } = options;
  log(messages.evaluate.model(manifest.title, options.modelPath));
  const listed = parseCaptions(await readFile(captionsFile, 'utf8'), language);
  const paths = listed.map(({ photo }) => resolve(dirname(captionsFile), photo));
  const captions = listed.flatMap((photo, photoIndex) =>
    photo.captions.map((caption) => ({ caption, photoIndex })),
  );
  if (captions.length === 0) throw new Error(messages.evaluate.noCaptions(captionsFile, language));

  const photos = await readListed(paths, workers, log);
  const distractors = await readDistractors(options.distractorsDir, paths, workers, log);
  const texts = await encodeCaptions(
    captions.map(({ caption }) => caption),
    workers,
    everyTenth(captions.length, log, messages.evaluate.captionsEncoded),
  );

  const hashHead = openHashHead(manifest, options.modelPath ?? builtinModelPath);
  const weightsOf = (modality: Modality) => (embedding: Float32Array) =>
    bitWeights(embedding, modality, hashHead(), manifest.hash);
  const poolOf = (members: readonly EncodedText[], asking: Modality) =>
    createPool(members, queryLayout(manifest.hash), weightsOf(asking));
  const candidatesOf = (pool: number) => options.candidates ?? Math.max(1, Math.floor(pool * 0.05));
  const captionsOf = Map.groupBy(captions.keys(), (index) => captions[index]?.photoIndex ?? -1);
  const pictures = [...photos, ...distractors.encoded];
  const textToImage = recallThreeWays(
    texts.map((query, index) => ({ query, own: [captions[index]?.photoIndex ?? -1] })),
    poolOf(pictures, 'text'),
    candidatesOf(pictures.length),
    everyTenth(texts.length, log, messages.evaluate.captionsRanked),
  );
  const imageToText = recallThreeWays(
    [...captionsOf].map(([photo, own]) => ({ query: photos[photo] as EncodedText, own })),
    poolOf(texts, 'photo'),
    candidatesOf(texts.length),
    everyTenth(captionsOf.size, log, messages.evaluate.photosRanked),
  );
  return {
    photos: photos.length,
    captions: captions.length,
    candidates: candidatesOf(pictures.length),
    textToImage,
    imageToText,
    language,
    pool: pictures.length,
    unreadableDistractors: distractors.unreadable,
    tookMs: Math.round(performance.now() - startedMs),
  };
}

type Query = { readonly query: EncodedText; readonly own: readonly number[] };

function recallThreeWays(
  queries: readonly Query[],
  pool: Pool,
  candidates: number,
  onDone: (done: number) => void,
): RecallWays {
  const ranks = { exact: [] as number[], hash: [] as number[], search: [] as number[] };
  for (const [index, { query, own }] of queries.entries()) {
    for (const way of ways) {
      ranks[way].push(worstRank(keysOf(way, pool, query, candidates), own));
    }
    onDone(index + 1);
  }
  pool.close();
  return {
    exact: recallsOf(ranks.exact),
    hash: recallsOf(ranks.hash),
    search: recallsOf(ranks.search),
  };
}

async function readListed(
  paths: readonly string[],
  workers: Workers,
  log: (line: string) => void,
): Promise<EncodedText[]> {
  const onDone = everyTenth(paths.length, log, messages.evaluate.photosEncoded);
  const encoded: EncodedText[] = [];
  const failures: string[] = [];
  for (const photo of await encodePhotos(paths, workers, onDone)) {
    if ('encoded' in photo) encoded.push(photo.encoded);
    else failures.push(`${photo.path} (${photo.failure})`);
  }
  if (failures.length > 0) throw new Error(messages.evaluate.unreadablePhotos(failures));
  return encoded;
}

async function readDistractors(
  folder: string | undefined,
  listed: readonly string[],
  workers: Workers,
  log: (line: string) => void,
): Promise<{ encoded: EncodedText[]; unreadable: string[] }> {
  if (folder === undefined) return { encoded: [], unreadable: [] };
  const paths = await findDistractors(folder, listed);
  const onDone = everyTenth(paths.length, log, messages.evaluate.distractorsEncoded);
  const encoded: EncodedText[] = [];
  const unreadable: string[] = [];
  for (const picture of await encodePhotos(paths, workers, onDone)) {
    if ('encoded' in picture) encoded.push(picture.encoded);
    else unreadable.push(picture.path);
  }
  return { encoded, unreadable };
}

/** Logs about ten lines over `total` steps, however many are done at a time. */
function everyTenth(
  total: number,
  log: (line: string) => void,
  message: (done: number, total: number) => string,
): (done: number) => void {
  let tenths = 0;
  return (done) => {
    const reached = Math.floor((done * 10) / total);
    if (reached > tenths) log(message(done, total));
    tenths = reached;
  };
}
