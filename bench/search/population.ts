/**
 * Draws embeddings that lie as those of photos do: the mixture of Gaussians that
 * models/training/population.py fitted and describes, and the queries that it was checked with.
 */
import { readFileSync } from 'node:fs';
import { createMultiply } from './matrix.ts';
import { createRandom } from './random.ts';

type Part = { name: string; type: string; shape: number[] };
type Described = { width: number; freedom: number; parts: Part[] };

export type Population = {
  readonly dimension: number;
  /** Unit float32[dimension] each. */
  readonly queries: readonly Float32Array[];
  /** Unit rows float32[count * dimension]; the same for the same seed. */
  draw(count: number, seed: number): Promise<Float32Array>;
};

export async function openPopulation(): Promise<Population> {
  const at = (name: string) => new URL(`../${name}`, import.meta.url);
  const described = JSON.parse(readFileSync(at('population.json'), 'utf8')) as Described;
  const parts = readParts(readFileSync(at('population.bin')), described.parts);
  const part = (name: string) => {
    const found = parts.get(name);
    if (found === undefined) throw new RangeError(`population.bin has no ${name}`);
    return found;
  };
  const scaled = (name: string) => {
    const [values, scale] = [part(name), part(`${name}Scale`)];
    return values.map((value, index) => value * (scale[index % scale.length] as number));
  };
  const [mean, basis, tail, share] = ['mean', 'basis', 'tail', 'share'].map(part) as [
    Float32Array,
    Float32Array,
    Float32Array,
    Float32Array,
  ];
  const [centres, factors, spread] = [scaled('centres'), scaled('factors'), scaled('spread')];
  const wide = mean.length;
  const narrow = basis.length / wide;
  const factorCount = factors.length / centres.length;
  const dimension = wide + 2;
  const queries = scaled('queries');
  const multiply = await createMultiply();
  const upTo = Float64Array.from(share);
  for (let index = 1; index < upTo.length; index += 1) {
    upTo[index] = (upTo[index] as number) + (upTo[index - 1] as number);
  }

  return {
    dimension,
    queries: Array.from({ length: queries.length / dimension }, (_, row) =>
      unit(queries.slice(row * dimension, (row + 1) * dimension)),
    ),
    async draw(count, seed) {
      const random = createRandom(seed);
      const near = new Float32Array(count * narrow);
      const tails = new Float64Array(count);
      for (let row = 0; row < count; row += 1) {
        const point = random.uniform() * (upTo.at(-1) as number);
        const owner = Math.max(
          0,
          upTo.findIndex((end) => point < end),
        );
        // Heavy tails: one factor a row, of a chi-squared number.
        let squares = 0;
        for (let index = 0; index < described.freedom; index += 1) squares += random.normal() ** 2;
        const s = Math.sqrt((described.freedom - 2) / squares);
        tails[row] = s;
        const start = row * narrow;
        for (let index = 0; index < narrow; index += 1) {
          near[start + index] = s * random.normal() * (spread[owner * narrow + index] as number);
        }
        for (let factor = 0; factor < factorCount; factor += 1) {
          const z = s * random.normal();
          const from = (owner * factorCount + factor) * narrow;
          for (let index = 0; index < narrow; index += 1) {
            near[start + index] =
              (near[start + index] as number) + z * (factors[from + index] as number);
          }
        }
        for (let index = 0; index < narrow; index += 1) {
          near[start + index] =
            (near[start + index] as number) + (centres[owner * narrow + index] as number);
        }
      }
      const far = await multiply(near, basis, narrow);
      const rows = new Float32Array(count * dimension);
      for (let row = 0; row < count; row += 1) {
        const start = row * dimension;
        const s = tails[row] as number;
        for (let index = 0; index < wide; index += 1) {
          rows[start + index] =
            (far[row * wide + index] as number) +
            (mean[index] as number) +
            s * (tail[index] as number) * random.roughlyNormal();
        }
        finish(rows.subarray(start, start + dimension), described.width);
      }
      return rows;
    },
  };
}

/** The trained side is as long as an embedding's, the class side at most; what is missing follows. */
function finish(row: Float32Array, width: number): void {
  const trained = row.subarray(0, width);
  const side = row.subarray(width, row.length - 2);
  const half = Math.SQRT1_2;
  scale(trained, half / lengthOf(trained));
  scale(side, Math.min(1, half / lengthOf(side)));
  row[row.length - 2] = Math.sqrt(Math.max(0, 0.5 - lengthOf(side) ** 2));
  row[row.length - 1] = 0;
}

export function lengthOf(vector: Float32Array): number {
  let squares = 0;
  for (let index = 0; index < vector.length; index += 1) squares += (vector[index] as number) ** 2;
  return Math.sqrt(squares);
}

function scale(vector: Float32Array, by: number): void {
  for (let index = 0; index < vector.length; index += 1) {
    vector[index] = (vector[index] as number) * by;
  }
}

function unit(vector: Float32Array): Float32Array {
  scale(vector, 1 / lengthOf(vector));
  return vector;
}

const arrays = { float16: Float16Array, float32: Float32Array, int8: Int8Array };

function readParts(content: Buffer, described: readonly Part[]): Map<string, Float32Array> {
  const bytes = Uint8Array.from(content).buffer;
  let start = 0;
  return new Map(
    described.map(({ name, type, shape }) => {
      const kind = arrays[type as keyof typeof arrays];
      if (kind === undefined) throw new RangeError(`population.json: ${name} is of ${type}`);
      const count = shape.reduce((product, length) => product * length, 1);
      const values = Float32Array.from(new kind(bytes, start, count));
      start += count * kind.BYTES_PER_ELEMENT;
      return [name, values];
    }),
  );
}
