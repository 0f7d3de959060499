/** Why a sidecar was not written, as a sentence for a person. Pure. */
import { basename, dirname } from 'node:path';
import { messages } from '../contract/messages/index.ts';
import { WorkerError } from '../workers/types.ts';
import { NotAnOrdinaryFileError, SidecarChangedError } from './write-beside.ts';

const texts = messages.sidecars;

/** Throws what is not about this sidecar. */
export function reasonOf(error: unknown, path: string): string {
  const folder = dirname(path);
  if (error instanceof SidecarChangedError) return texts.changedMeanwhile(path);
  if (error instanceof NotAnOrdinaryFileError) return texts.notAnOrdinaryFile(path);
  if (error instanceof WorkerError) {
    return error.code === 'kept-changing'
      ? texts.changedMeanwhile(path)
      : texts.failed(path, messages.engine.setAside[error.code](error.detail));
  }
  const { code, syscall, message } = error as NodeJS.ErrnoException;
  switch (code) {
    case 'EROFS':
      return texts.readOnly(folder);
    case 'EACCES':
    case 'EPERM':
      return texts.noPermission(folder);
    case 'ENOSPC':
    case 'EDQUOT':
      return texts.diskFull(folder);
    case 'ENAMETOOLONG':
      return texts.nameTooLong(basename(path));
    case 'ENOENT':
    case 'ENOTDIR':
      return texts.offline();
    default:
      if (syscall === undefined) throw error;
      return texts.failed(path, code ?? message);
  }
}
