/** The text tower: sentences → unit embedding and code. */
import { readFile } from 'node:fs/promises';
import { Tokenizer } from '@huggingface/tokenizers';
import { Tensor } from 'onnxruntime-node';
import type { EncodedText } from '../../main/engine/workers/types.ts';
import { hashEmbedding } from './hash.ts';
import { type Model, ModelError } from './load-model.ts';
import { openSession, requireNames } from './session.ts';
import { readEmbedding } from './vision.ts';

export type TextEncoder = (text: string) => Promise<EncodedText>;
export type Tokenize = (text: string) => number[];

/** Rejects with ModelError. */
export async function openTextEncoder(model: Model, threads: number): Promise<TextEncoder> {
  const { text: tower, tokenizer, embedding } = model.manifest;
  const tokenize = await openTokenizer(await model.file(tokenizer.file), tower.contextLength);
  const file = await model.file(tower.file);
  const session = await openSession(file, threads);
  const inputs = [tower.inputIds, tower.attentionMask];
  requireNames(file, session, { inputs, output: tower.output });

  return async (text) => {
    const ids = tokenize(text);
    const shape = [1, ids.length];
    const feeds = {
      [tower.inputIds]: new Tensor('int64', BigInt64Array.from(ids, BigInt), shape),
      [tower.attentionMask]: new Tensor('int64', new BigInt64Array(ids.length).fill(1n), shape),
    };
    const outputs = await session.run(feeds, [tower.output]);
    const unit = readEmbedding(outputs[tower.output]?.data, embedding.dimension);
    return { embedding: unit, code: hashEmbedding(unit, 'text', model.hash) };
  };
}

/** Token ids by the file's own normalising and splitting, at most `contextLength` of them. */
export async function openTokenizer(file: string, contextLength: number): Promise<Tokenize> {
  let tokenizer: Tokenizer;
  try {
    tokenizer = new Tokenizer(JSON.parse(await readFile(file, 'utf8')), {});
  } catch (cause) {
    throw new ModelError(file, `is no tokenizer: ${(cause as Error).message}`, { cause });
  }
  const frame = tokenizer.encode('').ids;
  return (text) => truncateIds(tokenizer.encode(text).ids, frame, contextLength);
}

/**
 * Cuts words off the end and keeps the closing special token. `frame`: the ids of the empty text,
 * i.e. the special tokens alone; of two or more the last one closes.
 */
export function truncateIds(
  ids: readonly number[],
  frame: readonly number[],
  contextLength: number,
): number[] {
  if (ids.length <= contextLength) return [...ids];
  const closing = frame.length >= 2 ? frame.slice(-1) : [];
  return [...ids.slice(0, contextLength - closing.length), ...closing];
}
