/** Writes what was added into XMP sidecars, and says what came of it. */
import { messages } from '../../main/engine/contract/messages/index.ts';
import { engine } from '../state/engine.ts';

const text = messages.page.annotations;
/** From here on it takes long enough to be told of at its beginning. */
const many = 50;

type Told = {
  readonly onError: (error: unknown) => void;
  readonly onSaid: (sentence: string) => void;
};

export async function writeSidecars(
  itemIds: readonly number[],
  { onError, onSaid }: Told,
): Promise<void> {
  try {
    if (itemIds.length >= many) onSaid(text.writingSidecars(itemIds.length));
    onSaid(text.sidecars(await engine.call('writeSidecars', { itemIds: [...itemIds] })));
  } catch (error) {
    onError(error);
  }
}
