/** A process that takes the library given to it and holds it until it is killed. */
import { acquireLibraryLock } from '../library-lock.ts';

acquireLibraryLock(process.argv[2] ?? '');
// What the caller did not keep must hold all the same.
globalThis.gc?.();
process.send?.('locked');
setInterval(() => {}, 1000);
