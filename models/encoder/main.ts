/**
 * Entry of the encoder child. One child serves pictures, another one texts; each loads only the
 * tower that it is asked for.
 */
import { once } from '../runtime/once.ts';
import { model, pictureEncoder, threads, usable } from '../runtime/picture-encoder.ts';
import { serveJobs } from '../runtime/serve-jobs.ts';

const textEncoder = usable(
  once(async () => (await import('../runtime/text.ts')).openTextEncoder(await model(), threads)),
);

serveJobs({
  async encodePictures({ pictures }, { alive }) {
    const encode = await pictureEncoder();
    const encoded = [];
    for (const pixels of pictures) {
      encoded.push(await encode(pixels));
      alive();
    }
    return encoded;
  },
  async encodeTexts({ texts }, { alive }) {
    const encode = await textEncoder();
    const encoded = [];
    for (const text of texts) {
      encoded.push(await encode(text));
      alive();
    }
    return encoded;
  },
});
