/** Pictures handed to the engine as queries, with what the page needs to draw their chips. */
import { messages } from '../../main/engine/contract/messages/index.ts';
import { engine } from './engine.ts';

export type UploadedPicture = { readonly name: string; readonly previewUrl: string };

const pictures = new Map<string, UploadedPicture>();

export function uploadedPicture(uploadId: string): UploadedPicture | undefined {
  return pictures.get(uploadId);
}

/** Rejects with a sentence for a person when the engine finds no picture in the file. */
export async function uploadPicture(file: File): Promise<string> {
  const bytes = new Uint8Array(await file.arrayBuffer());
  const { uploadId } = await engine.uploadPicture(bytes);
  pictures.set(uploadId, {
    name: file.name === '' ? messages.page.search.pictureChip : file.name,
    previewUrl: URL.createObjectURL(file),
  });
  return uploadId;
}
