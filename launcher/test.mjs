/**
 * `npm test`: the one gate. Format, lint with the walls between the rooms, types, unit, corpus,
 * fault and end-to-end tests, each reported; at its end what ran, and what was left out and why.
 * `npm test -- lint types unit` runs just those steps. `npm run test:faults` runs the fault suite
 * at its full length, which takes hours; words after it choose files by their names.
 */
import { existsSync, mkdirSync, readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { findBrowser } from './browser.mjs';
import { launch } from './launch.mjs';
import { messages } from './messages.mjs';
import { runInPlace } from './run.mjs';
import { LauncherError, root, runtime, runtimeFlags } from './runtime.mjs';
import { setUp } from './setup.mjs';
import { playwrightCounts, vitestCounts } from './test-counts.mjs';

const reports = join(root, 'test-results');
const tool = (...parts) => join(root, 'node_modules', ...parts);

const steps = {
  lint: () =>
    node(
      tool('@biomejs', 'biome', 'bin', 'biome'),
      'ci',
      '--error-on-warnings',
      '--reporter=summary',
    ),
  types: async () => {
    for (const project of ['.', 'renderer', join('test', 'end-to-end')]) {
      const code = await node(tool('typescript', 'bin', 'tsc'), '-p', join(root, project));
      if (code !== 0) return code;
    }
    return 0;
  },
  unit: () => vitest('unit'),
  corpus: async (say) => vitest('corpus', (await browserFor(say)).environment),
  faults: async (say) => vitest('faults', (await browserFor(say)).environment),
  'end-to-end': (say) => endToEnd(say),
};

/** Looked for once: the corpus tests play videos in the one that the end-to-end tests use. */
let browser;
function browserFor(say) {
  browser ??= findBrowser({ say });
  return browser;
}

const isLong = process.argv[2] === '--long-faults';
const words = process.argv.slice(isLong ? 3 : 2);

const totals = { passed: 0, failed: 0, skipped: 0 };
const ran = [];
const leftOut = [];
const flaky = [];
const failures = [];

await launch(async (say) => {
  const chosen = isLong ? ['faults'] : words;
  const unknown = chosen.find((name) => !(name in steps));
  if (unknown) throw new LauncherError(messages.noStep(unknown, Object.keys(steps).join(', ')));
  await setUp({ say });
  rmSync(reports, { recursive: true, force: true });
  mkdirSync(reports, { recursive: true });
  let failed = 0;
  for (const [name, step] of Object.entries(steps)) {
    if (chosen.length > 0 && !chosen.includes(name)) continue;
    say(`${name}…`);
    const startedAt = Date.now();
    const code = await step(say);
    if (code === null) continue;
    if (code !== 0) failed += 1;
    ran.push(messages.stepEnded(name, code === 0, Math.round((Date.now() - startedAt) / 1000)));
  }
  summarise();
  return failed === 0 && totals.failed === 0 ? 0 : 1;
});

function node(...parameters) {
  return nodeWith({}, ...parameters);
}

function nodeWith(environment, ...parameters) {
  const env = { ...process.env, ...environment };
  return runInPlace(runtime(), [...runtimeFlags, ...parameters], { cwd: root, env });
}

async function vitest(project, environment) {
  const report = join(reports, `${project}.json`);
  const reporters = ['--reporter=default', '--reporter=json', `--outputFile.json=${report}`];
  const parameters = [tool('vitest', 'vitest.mjs'), 'run', '--project', project, ...reporters];
  if (isLong) parameters.push(...words);
  const length = isLong ? { AFTERIMAGE_FAULTS: 'long' } : {};
  const code = await nodeWith({ ...environment, ...length }, ...parameters);
  count(vitestCounts(read(report)));
  return code;
}

async function endToEnd(say) {
  const { found, why, environment } = await browserFor(say);
  if (!found) {
    leftOut.push(`end to end in a browser: ${why}`);
    return null;
  }
  const report = join(reports, 'end-to-end.json');
  const code = await nodeWith(
    { ...environment, PLAYWRIGHT_JSON_OUTPUT_FILE: report },
    tool('@playwright', 'test', 'cli.js'),
    'test',
  );
  count(playwrightCounts(read(report)));
  return code;
}

function read(path) {
  if (!existsSync(path)) throw new LauncherError(messages.noReport(path));
  return JSON.parse(readFileSync(path, 'utf8'));
}

function count(counts) {
  for (const key of Object.keys(totals)) totals[key] += counts[key];
  leftOut.push(...counts.leftOut);
  flaky.push(...(counts.flaky ?? []));
  failures.push(...counts.failures);
}

function summarise() {
  console.log(`\n${messages.ran}`);
  for (const line of ran) console.log(line);
  console.log(messages.leftOut(leftOut.length));
  for (const line of leftOut) console.log(`  ${line}`);
  for (const title of flaky) console.log(messages.secondTry(title));
  for (const line of failures) console.log(messages.failure(line));
  console.log(`\n${messages.counts(totals)}`);
}
