import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
import type { ModelManifest } from '../../../../models/manifest.ts';
import { manifest as builtin } from '../../../../test/support/builtin-model.ts';
import { openCohort } from './cohort.ts';

function modelOf(photos: readonly (readonly number[])[], top: number) {
  const folder = mkdtempSync(join(tmpdir(), 'afterimage-cohort-'));
  onTestFinished(() => rmSync(folder, { recursive: true }));
  writeFileSync(join(folder, 'cohort.bin'), Int8Array.from(photos.flat()));
  const manifest: ModelManifest = {
    ...builtin,
    embedding: { dimension: 2 },
    calibration: {
      ...builtin.calibration,
      cohort: { file: 'cohort.bin', photos: photos.length, top },
    },
  };
  return { manifest, folder };
}

test('the mean of the highest cosines, whatever the length of a stored vector', () => {
  const photos = [
    [127, 0],
    [0, 127],
    [10, 10],
    [-127, 0],
    [0, 3],
  ];
  const { manifest, folder } = modelOf(photos, 2);
  const referenceOf = openCohort(manifest, folder);
  expect(referenceOf(Float32Array.of(1, 0))).toBeCloseTo((1 + Math.SQRT1_2) / 2, 4);
  expect(referenceOf(Float32Array.of(0, 1))).toBeCloseTo(1, 4);
  expect(referenceOf(Float32Array.of(-1, 0))).toBeCloseTo(0.5, 4);
});

test('a model without a cohort has no reference', () => {
  const { cohort: _, ...calibration } = builtin.calibration;
  expect(openCohort({ ...builtin, calibration }, '/nowhere')(Float32Array.of(1))).toBe(0);
});

test('a file of another size is a clear error', () => {
  const { manifest, folder } = modelOf([[1, 2]], 1);
  writeFileSync(join(folder, 'cohort.bin'), 'abc');
  expect(() => openCohort(manifest, folder)(Float32Array.of(1, 0))).toThrow(
    /cohort\.bin: 3 bytes, not 1 x 2/,
  );
});
