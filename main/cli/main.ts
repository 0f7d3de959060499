/** The command line. stdout carries the answer alone; exit codes: 0 fine, 1 failed, 2 usage. */

import { messages } from '../engine/contract/messages/index.ts';
import { askOnTerminal } from './ask.ts';
import { type Command, parseCommandLine, UsageError } from './command-line.ts';
import type { Context } from './context.ts';
import { eraseLine } from './erase-line.ts';

/** What a shell reports for a program that Ctrl-C ended. */
const interruptedCode = 130;
const sameSignalMs = 1_000;

process.exitCode = await main(process.argv.slice(2));

async function main(parameters: readonly string[]): Promise<number> {
  ignoreClosedPipes();
  const stopping = stopOnSignals();
  const context: Context = {
    answer: (text) => void process.stdout.write(`${text}\n`),
    // On a terminal the progress line may stand there.
    say: (text) => void process.stderr.write(`${process.stderr.isTTY ? eraseLine : ''}${text}\n`),
    ask: askOnTerminal,
    environment: process.env,
    signal: stopping,
  };
  try {
    return await run(parseCommandLine(parameters), context);
  } catch (error) {
    if (error instanceof UsageError) {
      context.say(error.message);
      return 2;
    }
    if (stopping.aborted) {
      context.say(messages.cli.error(messages.cli.interrupted()));
      return interruptedCode;
    }
    context.say(messages.cli.error(error instanceof Error ? error.message : String(error)));
    if (process.env.AFTERIMAGE_DEBUG && error instanceof Error) context.say(String(error.stack));
    return 1;
  }
}

/** The engine is loaded by the commands that need it; a typing mistake is answered at once. */
async function run(command: Command, context: Context): Promise<number> {
  switch (command.name) {
    case 'help':
      context.answer(messages.cli.usage.trimEnd());
      return 0;
    case 'version':
      context.answer(await (await import('../engine/version.ts')).readVersion());
      return 0;
    case 'index':
      return (await import('./commands.ts')).indexCommand(command, context);
    case 'search':
      return (await import('./commands.ts')).searchCommand(command, context);
    case 'similar':
      return (await import('./commands.ts')).similarCommand(command, context);
    case 'mark':
      return (await import('./commands.ts')).markCommand(command, context);
    case 'write-sidecars':
      return (await import('./commands.ts')).writeSidecarsCommand(command, context);
    case 'rename-tag':
    case 'rename-album':
      return (await import('./commands.ts')).renameCommand(command, context);
    case 'undo':
      return (await import('./commands.ts')).undoCommand(command, context);
    case 'labels':
      return (await import('./commands.ts')).labelsCommand(command, context);
    case 'status':
      return (await import('./status.ts')).statusCommand(command, context);
    case 'retry':
      return (await import('./steering.ts')).retryCommand(command, context);
    case 'pause':
      return (await import('./steering.ts')).pauseCommand(command, context);
    case 'resume':
      return (await import('./steering.ts')).resumeCommand(command, context);
    case 'settings':
      return (await import('./steering.ts')).settingsCommand(command, context);
    case 'check':
      return (await import('./commands.ts')).checkCommand(command, context);
    case 'folders':
      return (await import('./folder-commands.ts')).foldersCommand(command, context);
    case 'remove':
      return (await import('./folder-commands.ts')).removeCommand(command, context);
    case 'relocate':
      return (await import('./folder-commands.ts')).relocateCommand(command, context);
    case 'forget':
      return (await import('./folder-commands.ts')).forgetCommand(command, context);
    case 'serve':
      return (await import('./serve.ts')).serveCommand(command, context);
    case 'evaluate':
      return (await import('./evaluate.ts')).evaluateCommand(command, context);
  }
}

/**
 * The first Ctrl-C ends in order; a later one ends at once. The launcher hands signals on that
 * the terminal also sends, so that one Ctrl-C may come twice.
 */
function stopOnSignals(): AbortSignal {
  const stopping = new AbortController();
  let firstMs = 0;
  for (const name of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) {
    process.on(name, () => {
      if (!stopping.signal.aborted) firstMs = performance.now();
      else if (performance.now() - firstMs > sameSignalMs) process.exit(interruptedCode);
      stopping.abort();
    });
  }
  return stopping.signal;
}

/** `… | head -1` closes our pipe early; that is no failure. */
function ignoreClosedPipes(): void {
  for (const stream of [process.stdout, process.stderr]) {
    stream.on('error', (error: NodeJS.ErrnoException) => {
      if (error.code !== 'EPIPE') throw error;
    });
  }
}
