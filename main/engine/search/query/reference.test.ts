import { createHash } from 'node:crypto';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
import { ModelManifest } from '../../../../models/manifest.ts';
import { manifest as builtin } from '../../../../test/support/builtin-model.ts';
import { builtinModelPath } from '../../workers/index.ts';
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
  const contents = {
    'cohort.bin': new Uint8Array(Int8Array.from(photos.flat()).buffer),
    'direction.bin': new Uint8Array(Float32Array.of(0.5, -0.25).buffer),
  };
  const files: Record<string, { sizeBytes: number; sha256: string }> = {};
  for (const [name, content] of Object.entries(contents)) {
    writeFileSync(join(folder, name), content);
    const sha256 = createHash('sha256').update(content).digest('hex');
    files[name] = { sizeBytes: content.length, sha256 };
  }
  const fit = { slope: 10, intercept: 0 };
  const manifest: ModelManifest = {
    ...builtin,
    embedding: { dimension: 2 },
    files,
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

test.each(['cohort.bin', 'direction.bin'])('%s that is not the one described is told', (file) => {
  const nearest = [{ count: 1, weight: 1 }];
  const { manifest, folder } = modelOf({ nearest, direction: 'direction.bin' });
  writeFileSync(join(folder, file), new Uint8Array(file === 'cohort.bin' ? 10 : 8));
  expect(() => openReference(manifest, folder)(Float32Array.of(1, 0), 'text')).toThrow(
    `A file of the model is missing or damaged (${join(folder, file)})`,
  );
});

test('a file of another size than the model needs is a clear error', () => {
  const { manifest, folder } = modelOf({ nearest: [{ count: 1, weight: 1 }] });
  const cohort = { file: 'cohort.bin', photos: 4 };
  const calibration = { ...manifest.calibration, cohort };
  const referenceOf = openReference({ ...manifest, calibration }, folder);
  expect(() => referenceOf(Float32Array.of(1, 0), 'text')).toThrow('10 bytes, not 8');
});

test('a manifest whose reference needs more photos than there are is refused', () => {
  const parsed = (photos: number) => {
    const calibration = { ...builtin.calibration, cohort: { file: 'cohort.bin', photos } };
    return ModelManifest.safeParse({ ...builtin, calibration }).success;
  };
  expect([parsed(2_000), parsed(1_999)]).toEqual([true, false]);
});

/** `training.calibrate` prints what it finds for this vector. */
test('the built-in model has the reference that its training computed', () => {
  const values = Array.from({ length: builtin.embedding.dimension }, (_, at) => Math.sin(at + 1));
  const length = Math.hypot(...values);
  const probe = Float32Array.from(values, (value) => value / length);
  expect(openReference(builtin, builtinModelPath)(probe, 'text')).toBeCloseTo(0.041853, 5);
});
