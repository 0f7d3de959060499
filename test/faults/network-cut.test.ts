/** With the network cut the whole journey works, and nobody even tries to reach beyond loopback. */
import { join } from 'node:path';
import { afterAll, expect, test } from 'vitest';
import { browserPath } from '../support/browser.ts';
import { cannotCut, runCutOff } from '../support/cut-network.ts';
import { type MadeFolder, madeItems, makeFolder } from '../support/made-folder.ts';
import type { OfflineReport } from '../support/offline-journey.ts';
import { repository } from '../support/repository.ts';

const whyNot = cannotCut ?? (browserPath === undefined ? 'no Chromium here' : null);

let made: MadeFolder | undefined;
afterAll(() => made?.remove());

test.skipIf(whyNot !== null)(
  `the journey without a network${whyNot ? ` (left out: ${whyNot})` : ''}`,
  async () => {
    made = await makeFolder();
    const watchFile = join(made.root, 'network.log');
    const journey = join(repository, 'test', 'support', 'offline-journey.ts');
    const run = runCutOff(
      [journey, made.library, made.pictures, String(madeItems), browserPath as string, watchFile],
      watchFile,
    );
    expect(run.status, run.stderr).toBe(0);
    const report = JSON.parse(run.stdout.trim().split('\n').at(-1) as string) as OfflineReport;
    expect(report).toMatchObject({ videoReady: true, foreignRequests: [], attempts: [] });
    expect(report.shown).toBeGreaterThan(0);
    const carried = (entry: string) => report.watched.filter((one) => one === entry).length;
    expect(carried('main/cli/main.ts')).toBe(1);
    expect(carried('models/decoder/main.ts')).toBeGreaterThanOrEqual(1);
    // One for pictures and one for texts; they run the same script.
    expect(carried('models/encoder/main.ts')).toBe(2);
  },
);
