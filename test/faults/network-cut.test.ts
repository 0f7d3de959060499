/** With the network cut the whole journey works, and nobody even tries to reach beyond loopback. */
import { spawnSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, expect, test } from 'vitest';
import { type MadeFolder, madeItems, makeFolder } from '../support/made-folder.ts';
import type { OfflineReport } from '../support/offline-journey.ts';
import { repository } from '../support/repository.ts';

const browser = ['/usr/bin/chromium', '/usr/bin/chromium-browser'].find((path) => existsSync(path));
const withLoopback = 'ip link set lo up && exec "$0" "$@"';
const canCut = spawnSync('unshare', ['-rn', 'sh', '-c', withLoopback, 'true']).status === 0;
const whyNot = !canCut ? 'no unshare -rn here' : browser === undefined ? 'no Chromium here' : null;

let made: MadeFolder | undefined;
afterAll(() => made?.remove());

test.skipIf(whyNot !== null)(
  `the journey without a network${whyNot ? ` (left out: ${whyNot})` : ''}`,
  async () => {
    made = await makeFolder();
    const watchFile = join(made.root, 'network.log');
    const journey = join(repository, 'test', 'support', 'offline-journey.ts');
    const program = [
      process.execPath,
      journey,
      made.library,
      made.pictures,
      String(madeItems),
      browser as string,
      watchFile,
    ];
    const run = spawnSync('unshare', ['-rn', 'sh', '-c', withLoopback, ...program], {
      encoding: 'utf8',
      timeout: 500_000,
      env: {
        ...process.env,
        NODE_OPTIONS: `--import ${join(repository, 'test', 'support', 'network-watch.mjs')}`,
        AFTERIMAGE_NETWORK_WATCH: watchFile,
      },
    });
    expect(run.status, run.stderr).toBe(0);
    const report = JSON.parse(run.stdout.trim().split('\n').at(-1) as string) as OfflineReport;
    expect(report).toMatchObject({
      videoReady: true,
      foreignRequests: [],
      foreignSockets: [],
      attempts: [],
    });
    expect(report.shown).toBeGreaterThan(0);
    // The engine, a decoder, the encoder and the text encoder at least.
    expect(report.watched).toBeGreaterThanOrEqual(4);
  },
);
