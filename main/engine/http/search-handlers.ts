/** Queries of the page: words, moments of the library, dropped pictures. */
import { createHash } from 'node:crypto';
import { EngineError } from '../contract/errors.ts';
import { messages } from '../contract/messages/index.ts';
import { packRanking } from '../contract/ranking-columns.ts';
import { WorkerError } from '../workers/types.ts';
import { answerSearch, pageAnswer } from './answer-search.ts';
import { workerSentence } from './errors.ts';
import { composeQuery, queryExamples } from './examples.ts';
import type { Handlers } from './handler.ts';
import { readBody } from './request-body.ts';
import type { Services } from './services.ts';

const uploadLimitBytes = 64 * 1024 * 1024;

export function searchHandlers(
  services: Services,
): Pick<Handlers, 'rank' | 'search' | 'uploadPicture'> {
  const { ingest, search, uploads, workers } = services;
  return {
    async rank({ request }) {
      const examples = await queryExamples(services, request);
      return ingest.yieldTo(async () => {
        const query = await composeQuery(services, request.text, examples);
        return new Response(packRanking(search.rank(query, request.strictness)), {
          headers: { 'content-type': 'application/octet-stream', 'cache-control': 'no-store' },
        });
      });
    },
    search: ({ request }) => {
      const { text, limit, strictness, paged, cursor } = request;
      if (cursor !== undefined) {
        const startMs = performance.now();
        return pageAnswer(services, services.pages.at(cursor, limit), startMs);
      }
      const examples = () => queryExamples(services, request);
      return answerSearch(services, { text, limit, strictness, examples, paged });
    },
    async uploadPicture({ raw }) {
      const bytes = await readBody(raw, uploadLimitBytes);
      if (bytes.length === 0) throw new EngineError('bad-request', messages.http.emptyUpload());
      const contentHash = createHash('sha256').update(bytes).digest('hex');
      const picture = await workers.decodePicture(bytes).catch(notAPicture);
      const pixels = picture.moments.map((moment) => moment.pixels);
      return ingest.yieldTo(async () => {
        const [encoded] = await workers.encodePictures(pixels.slice(0, 1), true);
        if (encoded === undefined) throw new Error('no moment came of an uploaded picture');
        return { uploadId: uploads.keep({ ...encoded, contentHash }) };
      });
    },
  };
}

function notAPicture(error: unknown): never {
  if (!(error instanceof WorkerError)) throw error;
  throw new EngineError('not-a-picture', workerSentence(error), { cause: error });
}
