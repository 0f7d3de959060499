/**
 * Entry of the encoder child. One child serves pictures, another one texts; each loads only the
 * tower that it is asked for.
 */

import { WorkersUnavailableError } from '../../main/engine/workers/types.ts';
import { loadModel } from '../runtime/load-model.ts';
import { once } from '../runtime/once.ts';
import { serveJobs } from '../runtime/serve-jobs.ts';

const folder = process.env.AFTERIMAGE_MODEL ?? '';
const threads = Number(process.env.AFTERIMAGE_THREADS ?? '1');

const model = once(() => loadModel(folder));
const pictureEncoder = once(async () =>
  (await import('../runtime/vision.ts')).openPictureEncoder(await model(), threads),
);
const textEncoder = once(async () =>
  (await import('../runtime/text.ts')).openTextEncoder(await model(), threads),
);

serveJobs({
  async encodePictures({ pictures }, { alive }) {
    const encode = await usable(pictureEncoder);
    const encoded = [];
    for (const pixels of pictures) {
      encoded.push(await encode(pixels));
      alive();
    }
    return encoded;
  },
  async encodeTexts({ texts }, { alive }) {
    const encode = await usable(textEncoder);
    const encoded = [];
    for (const text of texts) {
      encoded.push(await encode(text));
      alive();
    }
    return encoded;
  },
});

/** A model that does not load is nobody's file's fault. */
async function usable<Encoder>(open: () => Promise<Encoder>): Promise<Encoder> {
  try {
    return await open();
  } catch (cause) {
    throw new WorkersUnavailableError((cause as Error).message, { cause });
  }
}
