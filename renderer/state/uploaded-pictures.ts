/** Pictures handed to the engine as queries, with what the page needs to draw their chips. */
import { EngineError } from '../../main/engine/contract/errors.ts';
import { messages } from '../../main/engine/contract/messages/index.ts';
import { engine } from './engine.ts';

const text = messages.page.search;

export type UploadedPicture = { readonly name: string; readonly previewUrl: string };

/**
 * Each preview keeps its file alive, and Back may bring a removed chip again: the last ones stay.
 * More than the engine's own limit of pictures in a query.
 */
const keepAtMost = 64;
const pictures = new Map<string, UploadedPicture>();

export function uploadedPicture(uploadId: string): UploadedPicture | undefined {
  return pictures.get(uploadId);
}

/** Rejects with a sentence for a person when the engine finds no picture in the file. */
export async function uploadPicture(file: File): Promise<string> {
  const name = file.name === '' ? text.pictureChip : file.name;
  // Said before a long video is read into memory.
  if (/^(video|audio|text)\//.test(file.type)) throw new Error(text.notAPicture(name));
  const { uploadId } = await engine.uploadPicture(await bytesOf(file)).catch((error: unknown) => {
    if (!(error instanceof EngineError) || error.code !== 'not-a-picture') throw error;
    throw new Error(text.notAPicture(name), { cause: error });
  });
  keep(uploadId, { name, previewUrl: URL.createObjectURL(file) });
  return uploadId;
}

/** A folder can be dropped like a file, and cannot be read. */
async function bytesOf(file: File): Promise<Uint8Array<ArrayBuffer>> {
  try {
    return new Uint8Array(await file.arrayBuffer());
  } catch (error) {
    throw new Error(text.cannotRead(file.name), { cause: error });
  }
}

function keep(uploadId: string, picture: UploadedPicture): void {
  pictures.set(uploadId, picture);
  const [oldest] = pictures;
  if (pictures.size <= keepAtMost || oldest === undefined) return;
  URL.revokeObjectURL(oldest[1].previewUrl);
  pictures.delete(oldest[0]);
}
