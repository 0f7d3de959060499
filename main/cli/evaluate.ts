/** `evaluate`: the model measured on captioned photos. Needs no library. */
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import type { EvaluateReport, RecallWays } from '../engine/contract/evaluate.ts';
import { messages } from '../engine/contract/messages/index.ts';
import { evaluate } from '../engine/evaluate/index.ts';
import { builtinModelPath, readModelManifest, startWorkers } from '../engine/workers/index.ts';
import type { Command } from './command-line.ts';
import { type Context, typed } from './context.ts';

const texts = messages.cli;

export async function evaluateCommand(
  command: Extract<Command, { name: 'evaluate' }>,
  context: Context,
): Promise<number> {
  const captionsFile = typed(context, command.captionsFile);
  if (!existsSync(captionsFile)) throw new Error(messages.http.noSuchFile(captionsFile));
  const modelPath = modelFolder(command.model, context);
  const manifest = await readModelManifest(modelPath);
  const workers = startWorkers({ modelPath, manifest });
  const stop = () => void workers.close();
  context.signal.addEventListener('abort', stop, { once: true });
  try {
    const report = await evaluate({
      captionsFile,
      language: command.language,
      manifest,
      workers,
      log: context.say,
      ...(command.model === undefined ? {} : { modelPath }),
      ...(command.candidates === undefined ? {} : { candidates: command.candidates }),
      ...(command.distractors === undefined
        ? {}
        : { distractorsDir: typed(context, command.distractors) }),
    });
    context.answer(command.json ? JSON.stringify(report) : reportLines(report).join('\n'));
    return 0;
  } finally {
    await workers.close();
  }
}

/** A model's name among ours, or the folder of one. */
function modelFolder(name: string | undefined, context: Context): string {
  if (name === undefined) return builtinModelPath;
  const folder = [join(builtinModelPath, '..', name), typed(context, name)].find((each) =>
    existsSync(join(each, 'manifest.json')),
  );
  if (folder === undefined) throw new Error(texts.noModel(name));
  return folder;
}

function reportLines(report: EvaluateReport): string[] {
  const rows = (ways: RecallWays) =>
    Object.entries(ways).map(([way, { r1, r5, r10 }]) => texts.evaluationRow(way, r1, r5, r10));
  return [
    texts.evaluation(report.photos, report.captions, report.candidates),
    texts.textToImage,
    ...rows(report.textToImage),
    texts.imageToText,
    ...rows(report.imageToText),
  ];
}
