/** The page's one client of the engine. */
import { createClient, fetchTransport } from '../../main/engine/contract/client.ts';
import { messages } from '../../main/engine/contract/messages/index.ts';

export const engine = createClient(fetchTransport);

/** A sentence for a person. */
export function sentenceOf(error: unknown): string {
  return error instanceof Error && error.message !== ''
    ? error.message
    : messages.page.unknownError(String(error));
}

export function isAbort(error: unknown): boolean {
  return error instanceof DOMException && error.name === 'AbortError';
}
