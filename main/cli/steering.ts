/** The commands that steer indexing. Each returns the exit code. */
import { pauseEndMs } from '../engine/contract/hold.ts';
import { holdSentence } from '../engine/contract/hold-sentence.ts';
import { messages } from '../engine/contract/messages/index.ts';
import { settingNames } from '../engine/contract/settings.ts';
import type { Command } from './command-line.ts';
import { type Context, typed } from './context.ts';
import { type PauseFor, shownSetting } from './steering-options.ts';
import { withEngine } from './with-engine.ts';

type Parsed<Name extends Command['name']> = Extract<Command, { name: Name }>;
const texts = messages.cli;

export async function retryCommand(command: Parsed<'retry'>, context: Context): Promise<number> {
  const { signal, answer, say } = context;
  const files = command.files.map((file) => typed(context, file));
  const library = { given: command.library, mayCreate: false };
  const { retried, hold } = await withEngine(context, library, async (client) => ({
    retried:
      files.length > 0
        ? await client.call('trustedRetry', { files }, { signal })
        : await client.call('retrySetAside', { code: command.reason }, { signal }),
    hold: (await client.call('progress', {}, { signal })).hold,
  }));
  answer(command.json ? JSON.stringify(retried) : texts.retried(retried.files));
  if (hold !== null && retried.files > 0) say(texts.because(holdSentence(hold, Date.now())));
  return 0;
}

export async function pauseCommand(command: Parsed<'pause'>, context: Context): Promise<number> {
  const { signal, answer } = context;
  const library = { given: command.library, mayCreate: false };
  const untilMs = endOf(command.length, Date.now());
  const progress = await withEngine(context, library, (client) =>
    client.call('pause', { untilMs }, { signal }),
  );
  if (command.json) answer(JSON.stringify(progress));
  else answer(`${holdSentence({ why: 'paused', untilMs }, Date.now())}.`);
  return 0;
}

function endOf(length: PauseFor, nowMs: number): number | null {
  if (length === 'resumed') return null;
  if (length === 'tomorrow') return pauseEndMs(length, nowMs);
  return nowMs + length.minutes * 60_000;
}

export async function resumeCommand(command: Parsed<'resume'>, context: Context): Promise<number> {
  const { signal, answer } = context;
  const library = { given: command.library, mayCreate: false };
  const progress = await withEngine(context, library, (client) =>
    client.call('resume', {}, { signal }),
  );
  const { hold } = progress;
  if (command.json) answer(JSON.stringify(progress));
  else answer(hold === null ? texts.goesOn : `${holdSentence(hold, Date.now())}.`);
  return 0;
}

export async function settingsCommand(
  command: Parsed<'settings'>,
  context: Context,
): Promise<number> {
  const { signal, answer } = context;
  const { change } = command;
  const library = { given: command.library, mayCreate: true };
  const { settings } = await withEngine(context, library, (client) =>
    change === undefined
      ? client.call('settings', {}, { signal })
      : client.call('changeSettings', change, { signal }),
  );
  if (command.json) {
    answer(JSON.stringify(settings));
    return 0;
  }
  for (const name of settingNames) {
    if (change === undefined)
      answer(texts.setting(name, shownSetting(settings[name]), messages.settings.about[name]));
    else if (name in change) answer(messages.settings.kept(name, shownSetting(settings[name])));
  }
  return 0;
}
