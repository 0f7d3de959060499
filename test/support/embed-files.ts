/**
 * What the product makes of files: for each path of a JSON list on standard input, a line of JSON
 * with its embedding (base64 of little-endian float32) or why there is none.
 * `embed-files.ts MODEL_FOLDER < paths.json`; `parity.py` runs it.
 */
import { text } from 'node:stream/consumers';
import { startWorkers } from '../../main/engine/workers/index.ts';

const [modelPath] = process.argv.slice(2);
const workers = startWorkers(modelPath === undefined ? {} : { modelPath });
try {
  for (const path of JSON.parse(await text(process.stdin)) as string[]) {
    process.stdout.write(`${JSON.stringify({ path, ...(await embed(path)) })}\n`);
  }
} finally {
  await workers.close();
}

async function embed(path: string): Promise<{ embedding: string } | { failure: string }> {
  try {
    const { moments } = await workers.decodePhoto(path);
    const [encoded] = await workers.encodePictures(moments.map(({ pixels }) => pixels));
    if (encoded === undefined) throw new Error('no picture in it');
    const { buffer, byteOffset, byteLength } = encoded.embedding;
    return { embedding: Buffer.from(buffer, byteOffset, byteLength).toString('base64') };
  } catch (error) {
    return { failure: (error as Error).message };
  }
}
