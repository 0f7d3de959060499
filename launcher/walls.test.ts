/** The walls between the rooms (docs/architecture.md), as Biome holds them. */
import { spawnSync } from 'node:child_process';
import { copyFileSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterAll, expect, test } from 'vitest';
import { root } from './runtime.mjs';

const folder = mkdtempSync(join(tmpdir(), 'afterimage-walls-'));
afterAll(() => rmSync(folder, { recursive: true }));

/** A room, and what may not stand in it. */
const wrong: readonly (readonly [string, readonly string[]])[] = [
  ['launcher', ['hono', '../main/engine/engine.ts', '../models/manifest.ts', '@playwright/test']],
  ['main/shell', ['../engine/engine.ts', '../engine/catalog/index.ts', 'hono', '../cli/main.ts']],
  ['preload', ['node:fs', '../main/engine/engine.ts', '../main/shell/window.ts']],
  ['main/engine', ['better-sqlite3', 'onnxruntime-node', 'sharp', 'electron', 'hono']],
  ['main/engine', ['../shell/main.ts', '../cli/main.ts', '../../models/runtime/load-model.ts']],
  ['main/engine/contract', ['node:fs', 'hono', '../engine.ts', '../catalog/types.ts']],
  ['main/engine/contract/messages', ['../../engine.ts', '../../catalog/types.ts']],
  ['main/engine/catalog', ['../engine.ts', '../search/index.ts', 'sharp', '../workers/index.ts']],
  ['main/engine/watch', ['better-sqlite3', '../catalog/index.ts', '../ingest/index.ts']],
  ['main/engine/workers', ['sharp', 'node-av/lib', '../catalog/types.ts', '../engine.ts']],
  ['main/engine/workers', ['../../../models/runtime/load-model.ts']],
  ['main/engine/ingest', ['better-sqlite3', '../search/index.ts', '../engine.ts', 'hono']],
  ['main/engine/sidecars', ['better-sqlite3', '../catalog/index.ts', '../ingest/index.ts', 'hono']],
  ['main/engine/watch', ["{ writeFile } from 'node:fs/promises'", "{ renameSync } from 'node:fs'"]],
  ['main/engine/search', ['better-sqlite3', '../ingest/index.ts', '../http/index.ts']],
  ['main/engine/search', ['../../../models/runtime/load-model.ts', 'onnxruntime-node']],
  ['main/engine/evaluate', ['better-sqlite3', '../catalog/index.ts', '../http/index.ts']],
  ['main/engine/http', ['../../../models/runtime/load-model.ts', '../../shell/main.ts']],
  ['main/engine/http', ['../catalog/index.ts', '../engine.ts', 'better-sqlite3', 'sharp']],
  ['main/engine/http', ['../sidecars/write-beside.ts', '../sidecars/index.ts']],
  ['main/engine/ingest', ['../sidecars/write-beside.ts', '../sidecars/types.ts']],
  ['main/cli', ['../engine/sidecars/write-beside.ts']],
  [
    'models/decoder',
    ["{ writeFile } from 'node:fs/promises'", '../../main/engine/sidecars/index.ts'],
  ],
  ['main/cli', ['better-sqlite3', 'electron', '../shell/main.ts', '../../renderer/main.tsx']],
  ['renderer', ['node:fs', 'electron', '../main/engine/engine.ts', '../models/manifest.ts']],
  ['renderer/grid', ['../../test/support/program.ts', '../../main/shell/main.ts', 'zod']],
  ['renderer/grid', ['../../main/engine/search/rank/rank.ts', '../../preload/preload.ts']],
  ['models/decoder', ['../../renderer/main.tsx', '../../main/engine/catalog/types.ts']],
  ['models/runtime', ['../../main/engine/workers/index.ts', '../../launcher/run.mjs', 'hono']],
];

/** A room, and what it is for. */
const right: readonly (readonly [string, readonly string[]])[] = [
  ['launcher', ['./run.mjs', 'node:fs', 'vite', 'playwright-core', 'assemblyscript/asc']],
  ['main/shell', ['electron', 'node:http', './window.ts', '../engine/contract/client.ts']],
  ['preload', ['electron', './bridge.ts', '../main/engine/contract/library.ts']],
  ['main/engine', ['./catalog/index.ts', 'env-paths', 'node:fs', '../../models/manifest.ts']],
  ['main/engine/contract', ['zod', './errors.ts', './messages/index.ts']],
  ['main/engine/catalog', ['better-sqlite3', 'node:fs', '../contract/errors.ts']],
  ['main/engine/catalog/migrations', ['../migrate.ts']],
  ['main/engine/watch', ['@parcel/watcher', '../catalog/types.ts', 'node:fs/promises']],
  ['main/engine/workers', ['node:child_process', '../contract/messages/engine.ts']],
  ['main/engine/ingest', ['../catalog/types.ts', '../workers/types.ts', '../watch/walk.ts']],
  ['main/engine/sidecars', ['../catalog/types.ts', '../workers/types.ts', 'node:fs/promises']],
  ['main/engine/watch', ["{ lstat } from 'node:fs/promises'"]],
  ['main/engine/search', ['../catalog/types.ts', '../../../models/runtime/hash.ts']],
  ['main/engine/evaluate', ['../search/rank/rank.ts', '../workers/types.ts']],
  [
    'main/engine/http',
    ['hono', '@hono/node-server', '../contract/routes.ts', '../search/types.ts'],
  ],
  ['main/cli', ['../engine/engine.ts', 'node:util', 'open']],
  ['renderer', ['react', 'react-dom/client', '../main/engine/contract/without-eval.ts']],
  ['renderer/grid', ['../shared/icons.tsx', '../../preload/bridge.ts']],
  ['models/decoder', ['sharp', 'node-av/lib', '../runtime/serve-jobs.ts', '@rgrove/parse-xml']],
  ['models/decoder', ["{ open } from 'node:fs/promises'"]],
  ['models/runtime/testing', ['../serve-jobs.ts', '../../manifest.ts']],
];

test('every wrong import is an error, every right one is not', () => {
  for (const name of ['biome.json', '.gitignore'])
    copyFileSync(join(root, name), join(folder, name));
  const wrongFiles = write(wrong, 'wrong');
  const rightFiles = write(right, 'right');
  const stopped = new Set(restricted());
  expect(wrongFiles.filter(([path]) => !stopped.has(path)).map(([, what]) => what)).toEqual([]);
  expect(rightFiles.filter(([path]) => stopped.has(path)).map(([, what]) => what)).toEqual([]);
});

/** One file an import; gives their paths with what each says. */
function write(table: typeof wrong, name: string): (readonly [string, string])[] {
  return table.flatMap(([room, imports], row) =>
    imports.map((specifier, index) => {
      const path = `${room}/${name}-${row}-${index}.ts`;
      mkdirSync(join(folder, dirname(path)), { recursive: true });
      const names = specifier.includes(' from ') ? specifier : `'${specifier}'`;
      writeFileSync(join(folder, path), `import ${names};\n`);
      return [path, `${room} → ${specifier}`] as const;
    }),
  );
}

/** The files that Biome stops at a wall. */
function restricted(): string[] {
  const biome = join(root, 'node_modules', '@biomejs', 'biome', 'bin', 'biome');
  const only = '--only=style/noRestrictedImports';
  const { stdout, stderr } = spawnSync(
    process.execPath,
    [biome, 'lint', only, '--reporter=json', '--max-diagnostics=none'],
    { cwd: folder, encoding: 'utf8' },
  );
  const line = stdout.split('\n').find((text) => text.startsWith('{'));
  if (line === undefined) throw new Error(`biome said ${stdout} ${stderr}`);
  const { diagnostics } = JSON.parse(line) as {
    diagnostics: { category: string; location: { path: string } }[];
  };
  return diagnostics
    .filter(({ category }) => category === 'lint/style/noRestrictedImports')
    .map(({ location }) => location.path.replaceAll('\\', '/'));
}
