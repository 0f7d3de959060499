import { expect, test } from 'vitest';
import { playwrightCounts, vitestCounts } from './test-counts.mjs';

test('Vitest: passed, failed and skipped, and a file that broke before its first test', () => {
  const report = {
    testResults: [
      {
        status: 'passed',
        assertionResults: [
          { status: 'passed', fullName: 'a' },
          { status: 'skipped', fullName: 'corpus (left out: no corpus)' },
          {
            status: 'failed',
            fullName: 'c',
            failureMessages: ['\u001b[31mAssertionError: 1 is not 2\u001b[39m\n    at c.ts:3'],
          },
        ],
      },
      { status: 'failed', name: 'd.test.ts', message: 'no such module', assertionResults: [] },
      {
        status: 'failed',
        name: 'e.test.ts',
        message: 'afterAll broke',
        assertionResults: [{ status: 'passed', fullName: 'f' }],
      },
    ],
  };
  expect(vitestCounts(report)).toEqual({
    passed: 2,
    failed: 3,
    skipped: 1,
    leftOut: ['corpus (left out: no corpus)'],
    failures: [
      'c: AssertionError: 1 is not 2',
      'd.test.ts: no such module',
      'e.test.ts: afterAll broke',
    ],
  });
});

test('Playwright: suites within suites, reasons of what was skipped, a flaky test is named', () => {
  const report = {
    errors: [],
    suites: [
      {
        specs: [{ title: 'searches', tests: [{ status: 'expected' }] }],
        suites: [
          {
            specs: [
              {
                title: 'window',
                tests: [
                  {
                    status: 'skipped',
                    annotations: [{ type: 'skip', description: 'no Electron' }],
                  },
                ],
              },
              { title: 'drops', tests: [{ status: 'flaky' }] },
              {
                title: 'opens',
                tests: [{ status: 'unexpected', results: [{ error: { message: 'not\nthere' } }] }],
              },
            ],
          },
        ],
      },
    ],
  };
  expect(playwrightCounts(report)).toEqual({
    passed: 2,
    failed: 1,
    skipped: 1,
    flaky: ['drops'],
    failures: ['opens: not'],
    leftOut: ['window: no Electron'],
  });
});
