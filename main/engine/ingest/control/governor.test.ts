import { setTimeout as sleep } from 'node:timers/promises';
import { expect, onTestFinished, test } from 'vitest';
import { folderIn, openIn, temporaryFolder } from '../../catalog/testing/made-library.ts';
import { createGovernor } from './governor.ts';
import type { PowerSource } from './power-source.ts';

const at = (text: string) => new Date(`2026-03-${text}`).getTime();

function governed(now = '10T12:00') {
  const root = temporaryFolder(onTestFinished);
  folderIn(root, 'library');
  const world = { nowMs: at(now), source: 'mains' as PowerSource, changes: 0 };
  const catalog = openIn(root, onTestFinished);
  const start = () => {
    const governor = createGovernor({
      catalog,
      readPowerSource: async () => world.source,
      nowMs: () => world.nowMs,
      pollMs: 5,
      onChange: () => {
        world.changes += 1;
      },
    });
    onTestFinished(() => governor.close());
    return governor;
  };
  return { world, catalog, start, governor: start() };
}

/** The governor looks again by itself. */
async function until(isSo: () => boolean): Promise<void> {
  while (!isSo()) await sleep(2);
}

test('a pause lasts until it is resumed, also over a restart', () => {
  const { world, governor, start } = governed();
  expect(governor.hold).toBe(null);
  governor.pause(null);
  expect(governor.hold).toEqual({ why: 'paused', untilMs: null });
  expect(world.changes).toBe(1);
  governor.close();
  const again = start();
  expect(again.hold).toEqual({ why: 'paused', untilMs: null });
  again.resume();
  expect(again.hold).toBe(null);
  again.close();
  expect(start().hold).toBe(null);
});

test('a pause until a moment ends by itself', async () => {
  const { world, governor } = governed();
  governor.pause(at('10T13:00'));
  expect(governor.hold).toEqual({ why: 'paused', untilMs: at('10T13:00') });
  world.nowMs = at('10T13:00');
  await until(() => governor.hold === null);
});

test('the schedule holds reading outside its time, and a change of it acts at once', async () => {
  const { world, catalog, governor } = governed();
  catalog.changeSettings({ schedule: '22:00-07:00' });
  await until(() => governor.hold !== null);
  expect(governor.hold).toEqual({ why: 'schedule', untilMs: at('10T22:00') });
  world.nowMs = at('10T22:00');
  await until(() => governor.hold === null);
  world.nowMs = at('11T07:00');
  await until(() => governor.hold !== null);
  catalog.changeSettings({ schedule: 'always' });
  await until(() => governor.hold === null);
});

test('the battery counts only where the settings say so', async () => {
  const { world, catalog, governor } = governed();
  world.source = 'battery';
  await sleep(30);
  expect(governor.hold).toBe(null);
  catalog.changeSettings({ battery: 'wait' });
  await until(() => governor.hold !== null);
  expect(governor.hold).toEqual({ why: 'battery' });
  world.source = 'mains';
  await until(() => governor.hold === null);
});

test('who resumes passes over the schedule until its time has come and gone', async () => {
  const { world, catalog, governor } = governed();
  catalog.changeSettings({ schedule: '22:00-07:00' });
  await until(() => governor.hold !== null);
  governor.pause(null);
  expect(governor.hold).toMatchObject({ why: 'paused' });
  governor.resume();
  expect(governor.hold).toBe(null);
  world.nowMs = at('10T23:00');
  // Any question makes it look at the clock.
  governor.readNow()();
  world.nowMs = at('11T08:00');
  await until(() => governor.hold?.why === 'schedule');
});

test('what was asked for by name is read at once, until it has been', async () => {
  const { catalog, governor } = governed();
  catalog.changeSettings({ schedule: '22:00-07:00' });
  await until(() => governor.hold !== null);
  governor.pause(null);
  const [first, second] = [governor.readNow(), governor.readNow()];
  expect(governor.hold).toBe(null);
  first();
  first();
  expect(governor.hold).toBe(null);
  governor.pause(null);
  expect(governor.hold).toMatchObject({ why: 'paused' });
  governor.resume();
  second();
  // Who resumed meanwhile passed over the schedule by that.
  expect(governor.hold).toBe(null);
});

test('after it the schedule counts again', async () => {
  const { catalog, governor } = governed();
  catalog.changeSettings({ schedule: '22:00-07:00' });
  await until(() => governor.hold !== null);
  governor.readNow()();
  expect(governor.hold).toMatchObject({ why: 'schedule' });
});
