import fc from 'fast-check';
import { expect, test } from 'vitest';
import { formatEvent, heartbeat, readEvents } from './server-sent-events.ts';

async function readAll(chunks: readonly Uint8Array[]) {
  const events = [];
  for await (const event of readEvents(ReadableStream.from(chunks))) events.push(event);
  return events;
}

test('events survive being cut anywhere, and heartbeats are no events', async () => {
  await fc.assert(
    fc.asyncProperty(
      fc.array(fc.string({ unit: 'grapheme' }), { maxLength: 5 }),
      fc.integer({ min: 1, max: 7 }),
      async (values, size) => {
        const text = values
          .map((value) => heartbeat + formatEvent('progress', JSON.stringify(value)))
          .join('');
        const bytes = new TextEncoder().encode(text);
        const chunks = Array.from({ length: Math.ceil(bytes.length / size) }, (_, index) =>
          bytes.slice(index * size, (index + 1) * size),
        );
        expect(await readAll(chunks)).toEqual(
          values.map((value) => ({ name: 'progress', data: JSON.stringify(value) })),
        );
      },
    ),
  );
});
