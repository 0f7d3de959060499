/**
 * Preloaded into the engine and its children (`NODE_OPTIONS=--import`): a child does to itself what
 * the rules in the file AFTERIMAGE_MISBEHAVE say, which is read anew each time. See misbehaving.ts.
 */
import { readFileSync } from 'node:fs';
import { isMainThread } from 'node:worker_threads';

const child = /[\\/](encoder|decoder)[\\/]main\.ts$/.exec(process.argv[1] ?? '')?.[1];

function ruleFor(job, request) {
  const rules = JSON.parse(readFileSync(process.env.AFTERIMAGE_MISBEHAVE, 'utf8'));
  return rules.find(
    (rule) =>
      rule.child === child &&
      rule.job === job &&
      (!rule.path || (request?.path ?? '').includes(rule.path)) &&
      (!rule.encodes || request?.encode === true),
  );
}

/** Returns whether the job is still to be done. */
function follow(rule) {
  switch (rule?.how) {
    case 'die':
      // As the system's out-of-memory killer does.
      process.kill(process.pid, 'SIGKILL');
      for (;;);
    case 'exit':
      process.exit(3);
      break;
    case 'hang':
      for (;;);
    case 'grow': {
      const hoard = [];
      for (;;) hoard.push(Buffer.alloc(16 * 2 ** 20, hoard.length + 1));
    }
    case 'ignore':
      return false;
    default:
      return true;
  }
}

if (isMainThread && child !== undefined) {
  follow(ruleFor('start'));
  const { on } = process;
  process.on = (event, listener) => {
    if (event !== 'message') return on.call(process, event, listener);
    return on.call(process, event, (message, handle) => {
      const isJob = message.kind === 'job';
      const goesOn = !isJob || follow(ruleFor(message.name, message.request));
      if (goesOn) listener(message, handle);
    });
  };
}
