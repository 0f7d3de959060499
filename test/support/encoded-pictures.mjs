/**
 * Preloaded into the engine and all its children (`NODE_OPTIONS=--import`): the encoder writes a
 * line to AFTERIMAGE_ENCODED_PICTURES for each picture before it encodes it, the pixels' digest.
 */
import { createHash } from 'node:crypto';
import { appendFileSync } from 'node:fs';
import { isMainThread } from 'node:worker_threads';

const report = process.env.AFTERIMAGE_ENCODED_PICTURES;
const digest = ({ data }) => createHash('sha256').update(data).digest('hex');

function noteJob({ kind, name, request }) {
  if (kind !== 'job' || name !== 'encodePictures') return;
  appendFileSync(report, request.pictures.map((picture) => `${digest(picture)}\n`).join(''));
}

if (isMainThread && /[\\/]encoder[\\/]main\.ts$/.test(process.argv[1] ?? '')) {
  // Not a listener of its own: what comes before the encoder listens would go to this one alone.
  const { on } = process;
  process.on = (event, listener) => {
    if (event !== 'message') return on.call(process, event, listener);
    return on.call(process, event, (message, handle) => {
      noteJob(message);
      listener(message, handle);
    });
  };
}
