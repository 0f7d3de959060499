/** Pictures dropped on the search bar, kept in memory as queries alone; the oldest go first. */
import { randomUUID } from 'node:crypto';
import { EngineError } from '../contract/errors.ts';
import { messages } from '../contract/messages/index.ts';
import type { EncodedMoment } from '../workers/types.ts';

export type Upload = EncodedMoment & {
  /** SHA-256 of the picture's bytes, lower-case hex: the library may have them. */
  readonly contentHash: string;
};

export type Uploads = {
  /** Returns the upload's id. */
  keep(upload: Upload): string;
  /** Throws `not-found` for an id that is unknown or was pushed out. */
  get(uploadId: string): Upload;
};

export function createUploads(limit = 32): Uploads {
  // A Map remembers the order of insertion: its first key was used longest ago.
  const kept = new Map<string, Upload>();
  return {
    keep(upload) {
      const uploadId = randomUUID();
      kept.set(uploadId, upload);
      const [oldest] = kept.keys();
      if (kept.size > limit && oldest !== undefined) kept.delete(oldest);
      return uploadId;
    },
    get(uploadId) {
      const upload = kept.get(uploadId);
      if (upload === undefined) {
        throw new EngineError('not-found', messages.http.noUpload(uploadId));
      }
      kept.delete(uploadId);
      kept.set(uploadId, upload);
      return upload;
    },
  };
}
