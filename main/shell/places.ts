/** Where the shell finds the runtime, the engine and the page, in a checkout and when packaged. */
import { join } from 'node:path';
import { messages } from '../engine/contract/messages/index.ts';

export type Places = {
  readonly runtime: string;
  readonly engine: string;
  readonly preload: string;
  readonly dragIcon: string;
};

/**
 * `root` is the checkout or the packaged `resources/app`. Packaged, the runtime lies beside it;
 * in a checkout the launcher names it in AFTERIMAGE_RUNTIME.
 */
export function findPlaces(options: {
  readonly root: string;
  readonly packaged: boolean;
  readonly resources: string;
  readonly platform: NodeJS.Platform;
  readonly runtime: string | undefined;
}): Places {
  const shipped = join(
    options.resources,
    'runtime',
    options.platform === 'win32' ? 'node.exe' : 'node',
  );
  const runtime = options.packaged ? shipped : options.runtime;
  if (!runtime) throw new Error(messages.shell.noRuntime);
  return {
    runtime,
    engine: join(options.root, 'main', 'engine', 'main.ts'),
    preload: join(options.root, 'dist', 'preload', 'preload.cjs'),
    dragIcon: join(options.root, 'main', 'shell', 'drag-icon.png'),
  };
}
