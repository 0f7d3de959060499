/**
 * A model's folder small enough to make in a test: a photo's embedding is its mean colour, a
 * text's is the mean of its words' colours. It knows `red`, `green` and `blue`.
 */
import { createHash } from 'node:crypto';
import { mkdir, writeFile } from 'node:fs/promises';
import path from 'node:path';
import type { ModelManifest } from '../../manifest.ts';
import { encodeOnnx } from './tiny-onnx.ts';

export const tinySide = 16;
export const tinyBits = 64;
const dimension = 4;
const words = ['[UNK]', '[CLS]', '[SEP]', 'red', 'green', 'blue', '##ish'];
/** One row a word: the first three are red, green and blue, the last keeps every length above 0. */
const wordColours = [
  [0, 0, 0, 0.1],
  [0, 0, 0, 0.1],
  [0, 0, 0, 0.1],
  [1, 0, 0, 0.1],
  [0, 1, 0, 0.1],
  [0, 0, 1, 0.1],
  [0, 0, 0, 0.1],
];

function visionTower(): Uint8Array {
  const mix = [1, 0, 0, 0.1, 0, 1, 0, 0.1, 0, 0, 1, 0.1];
  return encodeOnnx({
    nodes: [
      { operator: 'GlobalAveragePool', inputs: ['pixels'], outputs: ['pooled'] },
      { operator: 'Flatten', inputs: ['pooled'], outputs: ['colour'], attributes: { axis: 1 } },
      { operator: 'MatMul', inputs: ['colour', 'mix'], outputs: ['embedding'] },
    ],
    constants: [{ name: 'mix', shape: [3, dimension], values: Float32Array.from(mix) }],
    inputs: [{ name: 'pixels', type: 'float32', shape: [1, 3, tinySide, tinySide] }],
    outputs: [{ name: 'embedding', type: 'float32', shape: [1, dimension] }],
  });
}

function textTower(): Uint8Array {
  const table = Float32Array.from(wordColours.flat());
  return encodeOnnx({
    nodes: [
      { operator: 'Gather', inputs: ['table', 'ids'], outputs: ['rows'] },
      { operator: 'CastLike', inputs: ['mask', 'table'], outputs: ['weights'] },
      { operator: 'Unsqueeze', inputs: ['weights', 'last'], outputs: ['column'] },
      { operator: 'Mul', inputs: ['rows', 'column'], outputs: ['kept'] },
      {
        operator: 'ReduceSum',
        inputs: ['kept', 'second'],
        outputs: ['embedding'],
        attributes: { keepdims: 0 },
      },
    ],
    constants: [
      { name: 'table', shape: [words.length, dimension], values: table },
      { name: 'last', shape: [1], values: BigInt64Array.from([2n]) },
      { name: 'second', shape: [1], values: BigInt64Array.from([1n]) },
    ],
    inputs: [
      { name: 'ids', type: 'int64', shape: [1, 'length'] },
      { name: 'mask', type: 'int64', shape: [1, 'length'] },
    ],
    outputs: [{ name: 'embedding', type: 'float32', shape: [1, dimension] }],
  });
}

function special(content: string, id: number) {
  const kept = { single_word: false, lstrip: false, rstrip: false, normalized: false };
  return { id, content, ...kept, special: true };
}

/** As the BERT family writes it. */
export const tinyTokenizer = {
  version: '1.0',
  truncation: null,
  padding: null,
  added_tokens: [special('[UNK]', 0), special('[CLS]', 1), special('[SEP]', 2)],
  normalizer: {
    type: 'BertNormalizer',
    clean_text: true,
    handle_chinese_chars: true,
    strip_accents: null,
    lowercase: true,
  },
  pre_tokenizer: { type: 'BertPreTokenizer' },
  post_processor: {
    type: 'TemplateProcessing',
    single: [
      { SpecialToken: { id: '[CLS]', type_id: 0 } },
      { Sequence: { id: 'A', type_id: 0 } },
      { SpecialToken: { id: '[SEP]', type_id: 0 } },
    ],
    pair: [],
    special_tokens: {
      '[CLS]': { id: '[CLS]', ids: [1], tokens: ['[CLS]'] },
      '[SEP]': { id: '[SEP]', ids: [2], tokens: ['[SEP]'] },
    },
  },
  decoder: { type: 'WordPiece', prefix: '##', cleanup: true },
  model: {
    type: 'WordPiece',
    unk_token: '[UNK]',
    continuing_subword_prefix: '##',
    max_input_chars_per_word: 100,
    vocab: Object.fromEntries(words.map((word, id) => [word, id])),
  },
};

/** Red and green; blue and the rest. Two, as the built-in model has. */
const groups = [
  { bits: tinyBits / 2, dimensions: 2, weight: 1 },
  { bits: tinyBits / 2, dimensions: 2, weight: 0.5 },
];

/** photoMean and textMean are zero; row b of a rotation points to b's share of a full turn. */
function hashParameters(): Uint8Array {
  const rotations = groups.map(({ bits }) =>
    Array.from({ length: bits }, (_, bit) => {
      const angle = (2 * Math.PI * (bit + 0.5)) / bits;
      return [Math.cos(angle), Math.sin(angle)];
    }),
  );
  return new Uint8Array(
    Float32Array.from([...Array(2 * dimension).fill(0), ...rotations.flat(2)]).buffer,
  );
}

/** Makes the folder. Returns its manifest. */
export async function writeTinyModel(folder: string): Promise<ModelManifest> {
  const contents: Record<string, Uint8Array> = {
    'vision.onnx': visionTower(),
    'text.onnx': textTower(),
    'tokenizer.json': new TextEncoder().encode(JSON.stringify(tinyTokenizer)),
    'hash.bin': hashParameters(),
    LICENCE: new TextEncoder().encode('made up'),
  };
  await mkdir(folder, { recursive: true });
  const files: Record<string, { sizeBytes: number; sha256: string }> = {};
  for (const [name, bytes] of Object.entries(contents)) {
    await writeFile(path.join(folder, name), bytes);
    const sha256 = createHash('sha256').update(bytes).digest('hex');
    files[name] = { sizeBytes: bytes.length, sha256 };
  }
  const fit = { slope: 10, intercept: -5 };
  const manifest: ModelManifest = {
    format: 2,
    name: 'tiny',
    version: '1',
    title: 'A model for tests',
    embedding: { dimension },
    vision: {
      file: 'vision.onnx',
      input: 'pixels',
      output: 'embedding',
      width: tinySide,
      height: tinySide,
      resize: 'squash',
      kernel: 'cubic',
      layout: 'NCHW',
      mean: [0, 0, 0],
      std: [255, 255, 255],
    },
    text: {
      file: 'text.onnx',
      inputIds: 'ids',
      attentionMask: 'mask',
      output: 'embedding',
      contextLength: 8,
      languages: ['en'],
    },
    tokenizer: { file: 'tokenizer.json', format: 'huggingface' },
    hash: {
      file: 'hash.bin',
      bits: tinyBits,
      groups,
    },
    calibration: { text: fit, image: fit },
    licence: { spdx: 'CC0-1.0', file: 'LICENCE', summary: 'made up' },
    notice: '',
    source: 'models/runtime/testing',
    files,
  };
  await writeFile(path.join(folder, 'manifest.json'), JSON.stringify(manifest));
  return manifest;
}
