import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
import { fromPmset, fromPowerLine, readPowerSource } from './power-source.ts';

type Files = Readonly<Record<string, Readonly<Record<string, string>>>>;

async function supplies(made: Files): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), 'afterimage-power-'));
  onTestFinished(() => rm(folder, { recursive: true }));
  for (const [name, files] of Object.entries(made)) {
    await mkdir(join(folder, name));
    for (const [file, text] of Object.entries(files)) {
      await writeFile(join(folder, name, file), `${text}\n`);
    }
  }
  return folder;
}

const battery = { type: 'Battery', status: 'Discharging' };

test.each<[string, Files, string]>([
  ['a desktop computer', {}, 'mains'],
  ['a laptop that is plugged in', { AC: { type: 'Mains', online: '1' }, BAT0: battery }, 'mains'],
  ['a laptop on its battery', { AC: { type: 'Mains', online: '0' }, BAT0: battery }, 'battery'],
  ['one without a word of its charger', { BAT0: battery }, 'battery'],
  [
    'one that charges over USB',
    { BAT1: { type: 'Battery', status: 'Charging' }, ucsi: { type: 'USB', online: '1' } },
    'mains',
  ],
  ['a desktop with a wireless mouse', { hid: { ...battery, scope: 'Device' } }, 'mains'],
  [
    'a full battery beside one that drains',
    { BAT0: { type: 'Battery', status: 'Full' }, BAT1: battery },
    'battery',
  ],
  ['a state that nobody knows', { BAT0: { type: 'Battery', status: 'Unknown' } }, 'mains'],
])('%s', async (_, made, source) => {
  expect(await readPowerSource('linux', await supplies(made))).toBe(source);
});

test('where nobody can tell it is mains power', async () => {
  expect(await readPowerSource('linux', '/no/such/folder')).toBe('mains');
  expect(await readPowerSource('aix')).toBe('mains');
});

test.each([
  [fromPmset, "Now drawing from 'Battery Power'\n -InternalBattery-0 (id=1)\t80%; discharging"],
  [fromPowerLine, 'Offline\r\n'],
])('%o knows a battery', (from, output) => {
  expect(from(output)).toBe('battery');
});
test.each([
  [fromPmset, "Now drawing from 'AC Power'\n -InternalBattery-0 (id=1)\t80%; charging"],
  [fromPmset, 'No adapter attached.'],
  [fromPowerLine, 'Online\r\n'],
  [fromPowerLine, 'Unknown\r\n'],
])('%o knows mains power', (from, output) => {
  expect(from(output)).toBe('mains');
});
