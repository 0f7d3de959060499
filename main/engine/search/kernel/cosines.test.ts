import fc from 'fast-check';
import { expect, test } from 'vitest';
import { cosineWithStored } from '../../contract/stored-vector.ts';
import { cosinesWith, createVectorMemory } from './cosines.ts';

const component = fc.double({ min: -1, max: 1, noNaN: true });

test('are those that plain counting finds, of any dimension and any number of vectors', () => {
  fc.assert(
    fc.property(
      fc.integer({ min: 1, max: 40 }).chain((dimension) =>
        fc.record({
          query: fc.array(component, { minLength: dimension, maxLength: dimension }),
          rows: fc.array(
            fc.array(fc.integer({ min: -32_767, max: 32_767 }), {
              minLength: dimension,
              maxLength: dimension,
            }),
            { maxLength: 9 },
          ),
        }),
      ),
      ({ query, rows }) => {
        const asked = Float32Array.from(query);
        const vectors = Int16Array.from(rows.flat());
        const found = cosinesWith(asked, vectors);
        expect(found).toHaveLength(rows.length);
        for (const [row, cosine] of found.entries()) {
          const plain = cosineWithStored(asked, vectors, row * asked.length);
          expect(Math.abs(cosine - plain)).toBeLessThan(1e-5);
        }
      },
    ),
  );
});

test('more vectors than a page of memory holds, then fewer', () => {
  const memory = createVectorMemory(3);
  const many = Int16Array.from({ length: 90_000 }, (_, index) => (index % 3 === 0 ? 1 : 0));
  memory.set(many);
  expect(memory.cosines(Float32Array.of(1, 0, 0)).every((cosine) => cosine === 1 / 32_767)).toBe(
    true,
  );
  memory.set(Int16Array.of(0, 32_767, 0));
  expect([...memory.cosines(Float32Array.of(0, 1, 0))]).toEqual([1]);
});

test('another dimension is refused', () => {
  const memory = createVectorMemory(3);
  expect(() => memory.set(Int16Array.of(1, 2))).toThrow('2 numbers in vectors of 3');
  expect(() => memory.cosines(Float32Array.of(1))).toThrow('query of 1 dimensions, not 3');
});
