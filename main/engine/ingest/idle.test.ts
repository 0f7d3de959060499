import { expect, test } from 'vitest';
import { createIdle } from './idle.ts';

const aWhile = () => new Promise((resolve) => setTimeout(resolve, 30));

test('tasks go in order, a step at a time, while there is nothing else to do', async () => {
  const steps: string[] = [];
  let left = { first: 2, second: 2 };
  const task = (name: 'first' | 'second') => () => {
    if (left[name] === 0) return false;
    left[name] -= 1;
    steps.push(name);
    if (steps.length === 3) isIdle = false;
    return true;
  };
  let isIdle = false;
  const idle = createIdle({
    isIdle: () => isIdle,
    tasks: [task('first'), task('second')],
    onError: (error) => expect.fail(String(error)),
  });
  idle.wake();
  await aWhile();
  expect(steps).toEqual([]);
  isIdle = true;
  idle.wake();
  idle.wake();
  await aWhile();
  expect(steps).toEqual(['first', 'first', 'second']);
  isIdle = true;
  idle.wake();
  await aWhile();
  expect(steps).toHaveLength(4);
  left = { first: 1, second: 0 };
  await idle.close();
  idle.wake();
  await aWhile();
  expect(steps).toHaveLength(4);
});

test('a task that fails is told, and tried again at the next call', async () => {
  const told: unknown[] = [];
  let fails = true;
  let done = 0;
  const idle = createIdle({
    isIdle: () => true,
    tasks: [
      () => {
        if (fails) throw new Error('the disk is full');
        done += 1;
        return done < 3;
      },
    ],
    onError: (error) => told.push(error),
  });
  idle.wake();
  await aWhile();
  expect(told).toHaveLength(1);
  fails = false;
  idle.wake();
  await aWhile();
  expect(done).toBe(3);
  await idle.close();
});
