/** A model's folder: its manifest read, its files verified before anything parses them. */
import { createHash } from 'node:crypto';
import { createReadStream } from 'node:fs';
import { readFile, stat } from 'node:fs/promises';
import path from 'node:path';
import { z } from 'zod';
import { ModelManifest } from '../manifest.ts';
import { type HashParameters, parseHashParameters } from './hash.ts';

export type Model = {
  readonly manifest: ModelManifest;
  readonly hash: HashParameters;
  /** Verifies a file of the manifest, once, and gives its absolute path. */
  file(name: string): Promise<string>;
};

/** What is wrong with a model, with the file's name. */
export class ModelError extends Error {
  constructor(file: string, what: string, options: { cause?: unknown } = {}) {
    super(`the model's file ${file} ${what}`, options);
    this.name = 'ModelError';
  }
}

/** Rejects with ModelError. */
export async function loadModel(folder: string): Promise<Model> {
  const manifest = await readManifest(path.join(folder, 'manifest.json'));
  const verified = new Map<string, Promise<string>>();
  function file(name: string): Promise<string> {
    const known = verified.get(name);
    if (known) return known;
    const verifying = verifyFile(folder, name, manifest);
    verified.set(name, verifying);
    verifying.catch(() => verified.delete(name));
    return verifying;
  }
  const hashFile = await file(manifest.hash.file);
  const { bits, groups } = manifest.hash;
  const grouped = groups.reduce((sum, group) => sum + group.bits, 0);
  if (grouped !== bits) {
    throw new ModelError('manifest.json', `has groups of ${grouped} bits in codes of ${bits}`);
  }
  try {
    const bytes = await readFile(hashFile);
    const hash = parseHashParameters(bytes, manifest.embedding.dimension, groups);
    return { manifest, hash, file };
  } catch (cause) {
    throw new ModelError(hashFile, `does not fit: ${(cause as Error).message}`, { cause });
  }
}

async function readManifest(file: string): Promise<ModelManifest> {
  let text: string;
  try {
    text = await readFile(file, 'utf8');
  } catch (cause) {
    throw new ModelError(file, `cannot be read (${(cause as NodeJS.ErrnoException).code})`, {
      cause,
    });
  }
  try {
    return ModelManifest.parse(JSON.parse(text));
  } catch (cause) {
    const why = cause instanceof z.ZodError ? z.prettifyError(cause) : (cause as Error).message;
    throw new ModelError(file, `is no manifest: ${why}`, { cause });
  }
}

async function verifyFile(folder: string, name: string, manifest: ModelManifest): Promise<string> {
  const full = path.join(folder, name);
  const expected = manifest.files[name];
  if (!expected) throw new ModelError(full, 'is not among the files of the manifest');
  if (path.relative(folder, full).startsWith('..')) throw new ModelError(full, 'lies outside');
  try {
    const { size } = await stat(full);
    if (size !== expected.sizeBytes) {
      throw new ModelError(full, `has ${size} bytes, not ${expected.sizeBytes}`);
    }
    const hash = createHash('sha256');
    for await (const block of createReadStream(full)) hash.update(block);
    const sha256 = hash.digest('hex');
    if (sha256 !== expected.sha256) {
      throw new ModelError(full, `has the SHA-256 ${sha256}, not ${expected.sha256}`);
    }
    return full;
  } catch (error) {
    if (error instanceof ModelError) throw error;
    const { code, message } = error as NodeJS.ErrnoException;
    throw new ModelError(full, `cannot be read (${code ?? message})`, { cause: error });
  }
}
