/** The vision tower of the model that a child was started with, loaded by the first picture. */
import { WorkersUnavailableError } from '../../main/engine/workers/types.ts';
import { loadModel } from './load-model.ts';
import { once } from './once.ts';

/** The model's folder, and threads of a session, are what the engine gave the child. */
const folder = process.env.AFTERIMAGE_MODEL ?? '';
export const threads = Number(process.env.AFTERIMAGE_THREADS ?? '1');
export const model = once(() => loadModel(folder));

/** Rejects with WorkersUnavailableError. ONNX Runtime is loaded by the first call. */
export const pictureEncoder = usable(
  once(async () => (await import('./vision.ts')).openPictureEncoder(await model(), threads)),
);

/** A model that does not load is nobody's file's fault. */
export function usable<Encoder>(open: () => Promise<Encoder>): () => Promise<Encoder> {
  return async () => {
    try {
      return await open();
    } catch (cause) {
      throw new WorkersUnavailableError((cause as Error).message, { cause });
    }
  };
}
