export { checkInThread } from './check-in-thread.ts';
export {
  type EngineAddress,
  readEngineAddress,
  removeEngineAddress,
  writeEngineAddress,
} from './engine-address.ts';
export { LibraryError, type LibraryErrorCode, LibraryInUseError } from './errors.ts';
export { libraryExists } from './library-exists.ts';
export { acquireLibraryLock } from './library-lock.ts';
export { openCatalog } from './open-catalog.ts';
export type * from './types.ts';
