/** What the two runners' reports say: how many passed, failed, were skipped, and which and why. */
import { stripVTControlCharacters } from 'node:util';

/** What a message begins with, without the colours of a terminal. */
function firstLine(message = 'no message') {
  return stripVTControlCharacters(message).trim().split('\n', 1)[0];
}

/** Of Vitest's JSON report. */
export function vitestCounts(report) {
  const tests = report.testResults.flatMap((file) => file.assertionResults);
  const broken = report.testResults.filter(
    (file) =>
      file.status === 'failed' && file.assertionResults.every((test) => test.status !== 'failed'),
  );
  const skipped = tests.filter((test) =>
    ['skipped', 'pending', 'todo', 'disabled'].includes(test.status),
  );
  return {
    passed: tests.filter((test) => test.status === 'passed').length,
    failed: tests.filter((test) => test.status === 'failed').length + broken.length,
    skipped: skipped.length,
    leftOut: skipped.map((test) => test.fullName),
    failures: [
      ...tests
        .filter((test) => test.status === 'failed')
        .map((test) => `${test.fullName}: ${firstLine(test.failureMessages?.[0])}`),
      ...broken.map((file) => `${file.name}: ${firstLine(file.message)}`),
    ],
  };
}

/** Of Playwright's JSON report. */
export function playwrightCounts(report) {
  const tests = report.suites.flatMap(testsOf);
  const ended = (status) => tests.filter((test) => test.status === status);
  return {
    passed: ended('expected').length + ended('flaky').length,
    failed: ended('unexpected').length + report.errors.length,
    skipped: ended('skipped').length,
    flaky: ended('flaky').map((test) => test.title),
    failures: [
      ...ended('unexpected').map((test) => `${test.title}: ${firstLine(test.error)}`),
      ...report.errors.map((error) => firstLine(error.message)),
    ],
    leftOut: ended('skipped').map((test) => `${test.title}${test.why ? `: ${test.why}` : ''}`),
  };
}

function testsOf(suite) {
  const own = (suite.specs ?? []).flatMap((spec) =>
    spec.tests.map((test) => ({
      status: test.status,
      title: spec.title,
      error: test.results?.at(-1)?.error?.message,
      why: test.annotations?.find((annotation) => annotation.type === 'skip')?.description,
    })),
  );
  return [...own, ...(suite.suites ?? []).flatMap(testsOf)];
}
