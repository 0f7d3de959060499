import { expect, test } from 'vitest';
import { createUploads } from './uploads.ts';

const encoded = (value: number) => ({
  code: Uint8Array.of(value),
  embedding: Float32Array.of(value),
  luma: Uint8Array.of(value),
  contentHash: '',
});

test('the upload used longest ago is pushed out', () => {
  const uploads = createUploads(2);
  const first = uploads.keep(encoded(1));
  const second = uploads.keep(encoded(2));
  expect(uploads.get(first).code).toEqual(Uint8Array.of(1));
  uploads.keep(encoded(3));
  expect(uploads.get(first).code).toEqual(Uint8Array.of(1));
  expect(() => uploads.get(second)).toThrow(second);
});
