/** The thread of check-in-thread.ts: asks and answers once, by connections that only read. */
import { join } from 'node:path';
import { parentPort, workerData } from 'node:worker_threads';
import SqliteDatabase from 'better-sqlite3';
import { checkLibrary } from './check.ts';
import type { CheckRequest } from './check-in-thread.ts';

const { libraryPath, model } = workerData as CheckRequest;
const open = (name: string) =>
  new SqliteDatabase(join(libraryPath, name), { readonly: true, timeout: 5000 });
const database = open('catalog.sqlite');
const thumbnails = open('thumbnails.sqlite');
try {
  const modelId = database
    .prepare<[typeof model], number>(`
      SELECT model_id FROM model WHERE name = @name AND version = @version
        AND code_bits = @codeBits AND dimension = @dimension`)
    .pluck()
    .get(model);
  if (modelId === undefined) throw new Error(`model ${model.name} has no id`);
  parentPort?.postMessage(checkLibrary({ database, thumbnails, model, modelId }));
} finally {
  thumbnails.close();
  database.close();
}
