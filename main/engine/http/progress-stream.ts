/** Progress as server-sent events. */
import type { Progress } from '../contract/library.ts';
import { formatEvent, heartbeat } from '../contract/server-sent-events.ts';
import type { Ingest } from '../ingest/types.ts';

const heartbeatMs = 15_000;

/** A slow reader skips reports but always gets the latest. */
export function progressStream(ingest: Ingest): Response {
  const encoder = new TextEncoder();
  let latest: Progress | undefined = ingest.progress();
  let leave = () => {};
  const body = new ReadableStream<Uint8Array>({
    start(controller) {
      const send = (text: string) => controller.enqueue(encoder.encode(text));
      const stopListening = ingest.onProgress((progress) => {
        latest = progress;
        if ((controller.desiredSize ?? 0) > 0) flush(controller);
      });
      const timer = setInterval(() => {
        if ((controller.desiredSize ?? 0) > 0) send(heartbeat);
      }, heartbeatMs);
      timer.unref();
      leave = () => {
        stopListening();
        clearInterval(timer);
      };
    },
    pull: flush,
    cancel: () => leave(),
  });
  function flush(controller: ReadableStreamDefaultController<Uint8Array>) {
    if (latest === undefined) return;
    controller.enqueue(encoder.encode(formatEvent('progress', JSON.stringify(latest))));
    latest = undefined;
  }
  return new Response(body, {
    headers: { 'content-type': 'text/event-stream', 'cache-control': 'no-store' },
  });
}
