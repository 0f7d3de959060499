/** The vision tower: pixels → unit embedding and code. */
import { Tensor } from 'onnxruntime-node';
import type { EncodedMoment, ModelPixels } from '../../main/engine/workers/types.ts';
import type { ModelManifest } from '../manifest.ts';
import { hashEmbedding, normalise } from './hash.ts';
import type { Model } from './load-model.ts';
import { lumaGrid } from './luma.ts';
import { openSession, requireNames } from './session.ts';

export type PictureEncoder = (pixels: ModelPixels) => Promise<EncodedMoment>;

/** Rejects with ModelError. The encoder takes one picture at a time: no neighbour touches a code. */
export async function openPictureEncoder(model: Model, threads: number): Promise<PictureEncoder> {
  const { vision, embedding } = model.manifest;
  const file = await model.file(vision.file);
  const session = await openSession(file, threads);
  requireNames(file, session, { inputs: [vision.input], output: vision.output });

  return async (pixels) => {
    const shape = [1, 3, vision.height, vision.width];
    const input = new Tensor('float32', toModelInput(pixels, vision), shape);
    const outputs = await session.run({ [vision.input]: input }, [vision.output]);
    const unit = readEmbedding(outputs[vision.output]?.data, embedding.dimension);
    return {
      embedding: unit,
      code: hashEmbedding(unit, 'photo', model.hash),
      luma: lumaGrid(pixels),
    };
  };
}

/** RGB rows of bytes → NCHW float32, `(rgb - mean) / std`. Throws RangeError on another size. */
export function toModelInput(
  { width, height, data }: ModelPixels,
  vision: Pick<ModelManifest['vision'], 'width' | 'height' | 'mean' | 'std'>,
): Float32Array {
  const plane = vision.width * vision.height;
  if (width !== vision.width || height !== vision.height || data.length !== plane * 3) {
    throw new RangeError(
      `${data.length} bytes of ${width}x${height}, not RGB of ${vision.width}x${vision.height}`,
    );
  }
  const input = new Float32Array(plane * 3);
  for (let channel = 0; channel < 3; channel += 1) {
    const mean = vision.mean[channel] as number;
    const std = vision.std[channel] as number;
    const start = channel * plane;
    for (let pixel = 0; pixel < plane; pixel += 1) {
      input[start + pixel] = ((data[pixel * 3 + channel] as number) - mean) / std;
    }
  }
  return input;
}

/** A copy: the output's memory belongs to the session. */
export function readEmbedding(data: unknown, dimension: number): Float32Array {
  if (!(data instanceof Float32Array) || data.length !== dimension) {
    throw new RangeError(`the model gave ${(data as Float32Array)?.length}, not ${dimension}`);
  }
  return normalise(Float32Array.from(data));
}
