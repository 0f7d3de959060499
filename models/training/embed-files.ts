/**
 * What the product makes of files: for each path of a JSON list on standard input, a line of JSON
 * with its embedding (base64 of little-endian float32) or why there is none.
 * `embed-files.ts MODEL_FOLDER < paths.json`; `parity.py` runs it.
 */
import { text } from 'node:stream/consumers';
import { decodePhoto } from '../decoder/photo.ts';
import { loadModel } from '../runtime/load-model.ts';
import { openPictureEncoder } from '../runtime/vision.ts';

const model = await loadModel(process.argv[2] ?? '');
const { width, height, kernel } = model.manifest.vision;
const encode = await openPictureEncoder(model, 2);
for (const path of JSON.parse(await text(process.stdin)) as string[]) {
  let line: object;
  try {
    const decoded = await decodePhoto(path, { width, height, kernel, maxPixels: 2 ** 28 });
    const [moment] = decoded.moments;
    if (moment === undefined) throw new Error('no moment');
    const { embedding } = await encode(moment.pixels);
    line = { path, embedding: Buffer.from(embedding.buffer).toString('base64') };
  } catch (error) {
    line = { path, failure: (error as Error).message };
  }
  process.stdout.write(`${JSON.stringify(line)}\n`);
}
