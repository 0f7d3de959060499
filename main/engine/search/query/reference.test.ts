import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
import type { ModelManifest } from '../../../../models/manifest.ts';
import { manifest as builtin } from '../../../../test/support/builtin-model.ts';
import { openReference } from './reference.ts';

type Reference = ModelManifest['calibration']['text']['reference'];

const photos = [
  [127, 0],
  [0, 127],
  [10, 10],
  [-127, 0],
  [0, 3],
];

function modelOf(text: Reference, image?: Reference) {
  const folder = mkdtempSync(join(tmpdir(), 'afterimage-reference-'));
  onTestFinished(() => rmSync(folder, { recursive: true }));
  writeFileSync(join(folder, 'cohort.bin'), Int8Array.from(photos.flat()));
  writeFileSync(join(folder, 'direction.bin'), Float32Array.of(0.5, -0.25));
  const fit = { slope: 10, intercept: 0 };
  const manifest: ModelManifest = {
    ...builtin,
    embedding: { dimension: 2 },
    calibration: {
      text: { ...fit, ...(text && { reference: text }) },
      image: { ...fit, ...(image && { reference: image }) },
      cohort: { file: 'cohort.bin', photos: photos.length },
    },
  };
  return { manifest, folder };
}

test('the mean of the highest cosines, whatever the length of a stored vector', () => {
  const { manifest, folder } = modelOf({ nearest: [{ count: 2, weight: 1 }] });
  const referenceOf = openReference(manifest, folder);
  expect(referenceOf(Float32Array.of(1, 0), 'text')).toBeCloseTo((1 + Math.SQRT1_2) / 2, 4);
  expect(referenceOf(Float32Array.of(0, 1), 'text')).toBeCloseTo(1, 4);
  expect(referenceOf(Float32Array.of(-1, 0), 'text')).toBeCloseTo(0.5, 4);
});

test('several means and the query itself, each by its weight', () => {
  const { manifest, folder } = modelOf({
    nearest: [
      { count: 1, weight: 2 },
      { count: 2, weight: -1 },
    ],
    direction: 'direction.bin',
  });
  const expected = 2 * 1 - (1 + Math.SQRT1_2) / 2 + 0.5;
  expect(openReference(manifest, folder)(Float32Array.of(1, 0), 'text')).toBeCloseTo(expected, 4);
});

test('words and pictures have their own', () => {
  const nearest = [{ count: 2, weight: 1 }];
  const { manifest, folder } = modelOf({ nearest }, { nearest: [], direction: 'direction.bin' });
  const referenceOf = openReference(manifest, folder);
  expect(referenceOf(Float32Array.of(0, 1), 'text')).toBeCloseTo(1, 4);
  expect(referenceOf(Float32Array.of(0, 1), 'image')).toBeCloseTo(-0.25, 6);
});

test('a model without a reference takes cosines as they are', () => {
  const { manifest, folder } = modelOf(undefined);
  expect(openReference(manifest, folder)(Float32Array.of(1, 0), 'text')).toBe(0);
});

test.each(['cohort.bin', 'direction.bin'])('%s of another size is a clear error', (file) => {
  const nearest = [{ count: 1, weight: 1 }];
  const { manifest, folder } = modelOf({ nearest, direction: 'direction.bin' });
  writeFileSync(join(folder, file), 'abc');
  expect(() => openReference(manifest, folder)(Float32Array.of(1, 0), 'text')).toThrow(
    new RegExp(`${file}: 3 bytes, not`),
  );
});
