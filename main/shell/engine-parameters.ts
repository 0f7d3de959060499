/** The desktop program's own arguments → the engine's. */
import { resolve } from 'node:path';

/**
 * `[folder…] [--library DIR]`; folders are made absolute against the place the person typed them
 * in. Chromium's own switches (`--no-sandbox` and so on) are not ours and are dropped.
 */
export function engineParameters(
  parameters: readonly string[],
  environment: Readonly<Record<string, string | undefined>>,
): string[] {
  const place = environment.INIT_CWD ?? process.cwd();
  const result: string[] = [];
  for (let index = 0; index < parameters.length; index += 1) {
    const parameter = parameters[index] as string;
    if (parameter === '--library') {
      const library = parameters[index + 1];
      if (library === undefined) throw new Error('--library needs a folder');
      result.push('--library', resolve(place, library));
      index += 1;
    } else if (parameter.startsWith('--library=')) {
      result.push('--library', resolve(place, parameter.slice('--library='.length)));
    } else if (!parameter.startsWith('-')) {
      result.push(resolve(place, parameter));
    }
  }
  return result;
}
