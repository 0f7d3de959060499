import { describe, expect, it } from 'vitest';
import { keepLatest } from './text-cache.ts';

describe('keepLatest', () => {
  it('computes once what is asked for again or at once, and forgets what is oldest', async () => {
    const computed: string[] = [];
    const get = keepLatest(2, async (key) => {
      computed.push(key);
      return key.toUpperCase();
    });
    expect(await Promise.all([get('a'), get('a'), get('b')])).toEqual(['A', 'A', 'B']);
    await get('a');
    await get('c');
    await get('a');
    expect(computed).toEqual(['a', 'b', 'c']);
    await get('b');
    expect(computed).toEqual(['a', 'b', 'c', 'b']);
  });

  it('forgets a failure', async () => {
    let attempts = 0;
    const get = keepLatest(2, async () => {
      attempts += 1;
      if (attempts === 1) throw new Error('encoder gone');
      return attempts;
    });
    await expect(get('a')).rejects.toThrow('encoder gone');
    expect(await get('a')).toBe(2);
  });
});
