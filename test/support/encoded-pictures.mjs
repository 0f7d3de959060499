/**
 * Preloaded into the engine and all its children (`NODE_OPTIONS=--import`): whichever child encodes
 * writes a line to AFTERIMAGE_ENCODED_PICTURES for each picture before it encodes it, the digest of
 * what the model is given.
 */
import { createHash } from 'node:crypto';
import { appendFileSync } from 'node:fs';
import { isMainThread } from 'node:worker_threads';

const report = process.env.AFTERIMAGE_ENCODED_PICTURES;

function digest(inputs) {
  const hash = createHash('sha256');
  for (const { data } of Object.values(inputs)) {
    hash.update(new Uint8Array(data.buffer, data.byteOffset, data.byteLength));
  }
  return hash.digest('hex');
}

if (isMainThread && /[\\/](encoder|decoder)[\\/]main\.ts$/.test(process.argv[1] ?? '')) {
  const { InferenceSession } = await import('onnxruntime-node');
  const { create } = InferenceSession;
  InferenceSession.create = async (...parameters) => {
    const session = await create.apply(InferenceSession, parameters);
    const run = session.run.bind(session);
    session.run = (inputs, ...more) => {
      appendFileSync(report, `${digest(inputs)}\n`);
      return run(inputs, ...more);
    };
    return session;
  };
}
