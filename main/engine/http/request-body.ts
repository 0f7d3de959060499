/** A request's body in memory, under a limit. */
import { EngineError } from '../contract/errors.ts';
import { messages } from '../contract/messages/index.ts';

const mebibyte = 1024 * 1024;

/** Rejects with `too-large` as soon as more than `limitBytes` are announced or have come. */
export async function readBody(raw: Request, limitBytes: number): Promise<Uint8Array<ArrayBuffer>> {
  const tooLarge = () =>
    new EngineError('too-large', messages.http.tooLarge(Math.ceil(limitBytes / mebibyte)));
  if (Number(raw.headers.get('content-length') ?? 0) > limitBytes) throw tooLarge();
  const chunks: Uint8Array[] = [];
  let length = 0;
  for await (const chunk of raw.body ?? []) {
    length += chunk.length;
    if (length > limitBytes) throw tooLarge();
    chunks.push(chunk);
  }
  const bytes = new Uint8Array(length);
  let start = 0;
  for (const chunk of chunks) {
    bytes.set(chunk, start);
    start += chunk.length;
  }
  return bytes;
}
