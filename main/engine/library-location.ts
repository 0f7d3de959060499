/** Where the library lies when nobody says. */
import { resolve } from 'node:path';
import envPaths from 'env-paths';

type Environment = Readonly<Record<string, string | undefined>>;

/** Paths that a person typed are relative to where they typed them: npm changes the folder. */
export function typedPath(path: string, environment: Environment): string {
  return resolve(environment.INIT_CWD || process.cwd(), path);
}

/** `--library`, else AFTERIMAGE_LIBRARY, else the system's data folder. Absolute. */
export function libraryLocation(given: string | undefined, environment: Environment): string {
  const typed = given || environment.AFTERIMAGE_LIBRARY;
  return typed ? typedPath(typed, environment) : envPaths('Afterimage', { suffix: '' }).data;
}
