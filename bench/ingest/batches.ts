/** Pictures a second through the vision tower, by how many a run has: which batch is worth its while. */
import { availableParallelism } from 'node:os';
import { join } from 'node:path';
import { InferenceSession, Tensor } from 'onnxruntime-node';
import { builtinModelPath } from '../../main/engine/workers/index.ts';
import { manifest } from '../../test/support/builtin-model.ts';
import { createRandom } from '../search/random.ts';

const sizes = [1, 2, 4, 8, 16];
const seconds = 4;
const { vision } = manifest;

/** With a thread, as a decoder has it, and with one a core; in turns, the median of three. */
export async function encodeInBatches(): Promise<Record<string, Record<string, number>>> {
  const found: Record<string, Record<string, number>> = {};
  for (const threads of new Set([1, availableParallelism()])) {
    const session = await InferenceSession.create(join(builtinModelPath, vision.file), {
      intraOpNumThreads: threads,
    });
    const rounds: number[][] = [];
    for (let round = 0; round < 3; round += 1) {
      const rates: number[] = [];
      for (const size of sizes) rates.push(await rate(session, size));
      rounds.push(rates);
    }
    found[`threads: ${threads}`] = Object.fromEntries(
      sizes.map((size, index) => {
        const rates = rounds.map((each) => each[index] as number).sort((a, b) => a - b);
        return [`${size}`, Math.round(10 * (rates[1] as number)) / 10];
      }),
    );
  }
  return found;
}

async function rate(session: InferenceSession, size: number): Promise<number> {
  const { uniform } = createRandom(size);
  const pixels = Float32Array.from(
    { length: size * 3 * vision.width * vision.height },
    () => 4 * uniform() - 2,
  );
  const input = new Tensor('float32', pixels, [size, 3, vision.height, vision.width]);
  await session.run({ [vision.input]: input });
  const startedMs = performance.now();
  let pictures = 0;
  while (performance.now() - startedMs < 1_000 * seconds) {
    await session.run({ [vision.input]: input });
    pictures += size;
  }
  return (1_000 * pictures) / (performance.now() - startedMs);
}
