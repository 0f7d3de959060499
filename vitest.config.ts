import { defineConfig } from 'vitest/config';

/**
 * `unit` stands alone; `corpus` runs on the real photos and videos where they are; `faults` breaks
 * the program in every way it should survive, at length with AFTERIMAGE_FAULTS=long.
 */
const faultsMs = process.env.AFTERIMAGE_FAULTS === 'long' ? 3 * 3_600_000 : 600_000;

export default defineConfig({
  test: {
    projects: [
      {
        test: {
          name: 'unit',
          include: ['{main,models,preload,launcher,renderer}/**/*.test.{ts,tsx}'],
          // Far more than any test needs: a slow or busy machine is no failure.
          testTimeout: 300_000,
          hookTimeout: 300_000,
          maxWorkers: 2,
        },
      },
      {
        test: {
          name: 'corpus',
          include: ['test/corpus/**/*.test.ts'],
          testTimeout: 600_000,
          hookTimeout: 600_000,
          fileParallelism: false,
        },
      },
      {
        test: {
          name: 'faults',
          include: ['test/faults/**/*.test.ts'],
          testTimeout: faultsMs,
          hookTimeout: faultsMs,
          fileParallelism: false,
        },
      },
    ],
  },
});
