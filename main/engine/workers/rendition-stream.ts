/** A video rendition's parts as a readable stream with back-pressure up to the child. */
import { Readable } from 'node:stream';
import type { Pool } from './pool.ts';
import type { JobRequest } from './protocol.ts';
import type { RenderedVideo } from './types.ts';

/** A closed rendition may take this long to end before its child is killed. */
const graceMs = 1_000;

/**
 * Resolves when the child has named the content type, rejects when it fails before. A failure
 * after that destroys the stream with the error. Destroying the stream stops the work.
 */
export function renderVideoStream(
  pool: Pool,
  request: JobRequest<'renderVideo'>,
): Promise<RenderedVideo> {
  return new Promise((resolve, reject) => {
    const stop = new AbortController();
    let wanted: (() => void) | undefined;
    const stream = new Readable({
      read() {
        wanted?.();
      },
      destroy(error, callback) {
        wanted?.();
        stop.abort(new DOMException('the rendition was closed', 'AbortError'));
        callback(error);
      },
    });

    async function takePart(part: unknown): Promise<undefined> {
      if (typeof part === 'string') {
        resolve({ contentType: part, stream });
        return;
      }
      if (stream.destroyed || stream.push(part)) return;
      await new Promise<void>((resume) => {
        wanted = resume;
      });
    }

    pool.submit('renderVideo', request, { signal: stop.signal, onPart: takePart, graceMs }).then(
      () => {
        if (!stream.destroyed) stream.push(null);
      },
      (error) => {
        reject(error);
        if (!stream.destroyed) stream.destroy(error);
      },
    );
  });
}
