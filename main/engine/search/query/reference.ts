/**
 * What a query's cosines are taken relative to. How high they are hangs on the query as much as on
 * the photo; what it finds among photos of many kinds that ship with the model, and what kind of query
 * it is, tell where its matches begin (`docs/search.md`).
 */
import type { ModelManifest } from '../../../../models/manifest.ts';
import { readStored } from '../../contract/stored-vector.ts';
import { createVectorMemory, type VectorMemory } from '../kernel/cosines.ts';
import { readModelFile } from './model-file.ts';

/** Unit float32[dimension] → its reference, by what calibrates its scores. */
export type ReferenceOf = (embedding: Float32Array, calibration: 'text' | 'image') => number;

/** Files are read when a query first needs them. Throws EngineError where one is damaged. */
export function openReference(manifest: ModelManifest, modelPath: string): ReferenceOf {
  const { dimension } = manifest.embedding;
  const directions = new Map<string, Float32Array>();
  let memory: VectorMemory | undefined;

  /** Cosines to the cohort, the highest first. */
  function highest(embedding: Float32Array): Float64Array {
    memory ??= readCohort(manifest, modelPath);
    return memory.cosines(embedding).sort().reverse();
  }

  function directionOf(file: string): Float32Array {
    const known = directions.get(file) ?? readDirection(manifest, modelPath, file);
    directions.set(file, known);
    return known;
  }

  return (embedding, calibration) => {
    if (embedding.length !== dimension) {
      throw new RangeError(`query of ${embedding.length} dimensions, not ${dimension}`);
    }
    const { reference } = manifest.calibration[calibration];
    if (reference === undefined) return 0;
    const { nearest, direction } = reference;
    const own = direction === undefined ? 0 : dot(embedding, directionOf(direction));
    if (nearest.length === 0) return own;
    const cosines = highest(embedding);
    return nearest.reduce((sum, { count, weight }) => sum + weight * meanOf(cosines, count), own);
  };
}

function readCohort(manifest: ModelManifest, modelPath: string): VectorMemory {
  const { calibration, embedding } = manifest;
  const { file = '', photos = 0 } = calibration.cohort ?? {};
  const { dimension } = embedding;
  const content = readModelFile(manifest, modelPath, file);
  ofSize(content, photos * dimension, file);
  const vectors = new Int16Array(photos * dimension);
  for (let photo = 0; photo < photos; photo += 1) {
    const stored = content.subarray(photo * dimension, (photo + 1) * dimension);
    readStored(stored, dimension, vectors, photo * dimension);
  }
  const memory = createVectorMemory(dimension);
  memory.set(vectors);
  return memory;
}

function readDirection(manifest: ModelManifest, modelPath: string, file: string): Float32Array {
  const { dimension } = manifest.embedding;
  const content = readModelFile(manifest, modelPath, file);
  ofSize(content, 4 * dimension, file);
  return Float32Array.from({ length: dimension }, (_, index) => content.readFloatLE(4 * index));
}

function ofSize(content: Buffer, bytes: number, file: string): void {
  if (content.byteLength === bytes) return;
  throw new RangeError(`${file}: ${content.byteLength} bytes, not ${bytes}`);
}

function meanOf(values: Float64Array, count: number): number {
  return values.subarray(0, count).reduce((sum, value) => sum + value, 0) / count;
}

function dot(a: Float32Array, b: Float32Array): number {
  return a.reduce((sum, value, index) => sum + value * (b[index] as number), 0);
}
