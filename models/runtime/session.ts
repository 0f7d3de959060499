/** An onnxruntime session that answers the same for the same input. */
import { InferenceSession } from 'onnxruntime-node';
import { ModelError } from './load-model.ts';

/** One run at a time and no spinning threads: what is left of the machine belongs to others. */
export async function openSession(file: string, threads: number): Promise<InferenceSession> {
  try {
    return await InferenceSession.create(file, {
      executionProviders: ['cpu'],
      executionMode: 'sequential',
      graphOptimizationLevel: 'all',
      intraOpNumThreads: threads,
      interOpNumThreads: 1,
      extra: { session: { intra_op: { allow_spinning: '0' } } },
      logSeverityLevel: 3,
    });
  } catch (cause) {
    throw new ModelError(file, `does not load: ${(cause as Error).message}`, { cause });
  }
}

/** Checks the names that the manifest gives against the file's own. */
export function requireNames(
  file: string,
  session: InferenceSession,
  names: { readonly inputs: readonly string[]; readonly output: string },
): void {
  const missing = [
    ...names.inputs.filter((name) => !session.inputNames.includes(name)),
    ...(session.outputNames.includes(names.output) ? [] : [names.output]),
  ];
  if (missing.length > 0) throw new ModelError(file, `has no ${missing.join(', ')}`);
}
