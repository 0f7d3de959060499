import { mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { createPage } from './page.ts';

let top: string;
let page: ReturnType<typeof createPage>;

beforeAll(() => {
  top = mkdtempSync(join(tmpdir(), 'afterimage-page-'));
  mkdirSync(join(top, 'page', 'assets'), { recursive: true });
  writeFileSync(join(top, 'page', 'index.html'), '<!doctype html>');
  writeFileSync(join(top, 'page', 'assets', 'index-abc.js'), 'export {}');
  writeFileSync(join(top, 'secret.txt'), 'secret');
  symlinkSync(join(top, 'secret.txt'), join(top, 'page', 'link.txt'));
  page = createPage(join(top, 'page'));
});
afterAll(() => rmSync(top, { recursive: true }));

const get = (path: string, method = 'GET') =>
  page(new Request(`http://127.0.0.1${path}`, { method }));

test('the page carries a strict policy and is never kept', async () => {
  const answer = await get('/');
  expect(await answer?.text()).toBe('<!doctype html>');
  expect(answer?.headers.get('cache-control')).toBe('no-cache');
  const policy = answer?.headers.get('content-security-policy') ?? '';
  expect(policy).toContain("default-src 'none'");
  expect(policy).toContain("script-src 'self'");
  expect(policy).not.toContain('unsafe');
});

test('assets are named by their content and kept for ever', async () => {
  const answer = await get('/assets/index-abc.js');
  expect(answer?.headers.get('content-type')).toContain('text/javascript');
  expect(answer?.headers.get('cache-control')).toContain('immutable');
  expect(await (await get('/assets/index-abc.js', 'HEAD'))?.text()).toBe('');
});

test.each([
  '/secret.txt',
  '/..%2fsecret.txt',
  '/%2e%2e%2fsecret.txt',
  '/assets/..%2f..%2f..%2fsecret.txt',
  '/..%5csecret.txt',
  '/link.txt',
  '/index.html%00.txt',
  '/%ff',
  '/assets',
  '/assets/',
  '//etc/passwd',
])('%s leads nowhere', async (path) => {
  expect(await get(path)).toBeUndefined();
});

test('a page that was not built says so', async () => {
  await expect(createPage(join(top, 'none'))(new Request('http://127.0.0.1/'))).rejects.toThrow(
    'npm start',
  );
});
