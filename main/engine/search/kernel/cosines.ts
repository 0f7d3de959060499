/** Cosines of a query with stored vectors (contract/stored-vector.ts), in WebAssembly. */
import { compileBuilt } from './built.ts';

/** Stored vectors in a memory of their own, to be asked about. It only grows. */
export type VectorMemory = {
  /** Takes the place of what was there: int16[rows * dimension]. */
  set(vectors: Int16Array): void;
  /** Unit float32[dimension] → float64[rows]. Throws RangeError on another dimension. */
  cosines(query: Float32Array): Float64Array;
};

type Kernel = {
  cosines(
    queryAt: number,
    vectorsAt: number,
    rows: number,
    dimension: number,
    one: number,
    foundAt: number,
  ): void;
};

const pageBytes = 65_536;
const one = 32_767;
let compiled: WebAssembly.Module | undefined;

export function createVectorMemory(dimension: number): VectorMemory {
  compiled ??= compileBuilt('cosines');
  const memory = new WebAssembly.Memory({ initial: 1 });
  const instance = new WebAssembly.Instance(compiled, { env: { memory } });
  const kernel = instance.exports as Kernel;
  const vectorsAt = roundUp(4 * dimension);
  let rows = 0;

  return {
    set(vectors) {
      if (vectors.length % dimension !== 0) {
        throw new RangeError(`${vectors.length} numbers in vectors of ${dimension}`);
      }
      rows = vectors.length / dimension;
      const end = vectorsAt + roundUp(vectors.byteLength) + 8 * rows;
      const missing = Math.ceil((end - memory.buffer.byteLength) / pageBytes);
      if (missing > 0) memory.grow(missing);
      new Int16Array(memory.buffer, vectorsAt, vectors.length).set(vectors);
    },
    cosines(query) {
      if (query.length !== dimension) {
        throw new RangeError(`query of ${query.length} dimensions, not ${dimension}`);
      }
      new Float32Array(memory.buffer, 0, dimension).set(query);
      const foundAt = vectorsAt + roundUp(2 * rows * dimension);
      kernel.cosines(0, vectorsAt, rows, dimension, one, foundAt);
      return new Float64Array(memory.buffer, foundAt, rows).slice();
    },
  };
}

const roundUp = (bytes: number) => Math.ceil(bytes / 16) * 16;

const shared = new Map<number, VectorMemory>();

/** Of one query with vectors that are asked about once. */
export function cosinesWith(query: Float32Array, vectors: Int16Array): Float64Array {
  const memory = shared.get(query.length) ?? createVectorMemory(query.length);
  shared.set(query.length, memory);
  memory.set(vectors);
  return memory.cosines(query);
}
