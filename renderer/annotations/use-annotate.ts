/** Changes what the person added, and takes a change back. */
import { useRef, useState } from 'react';
import type {
  Annotated,
  AnnotationChange,
  LabelRename,
} from '../../main/engine/contract/annotations.ts';
import { messages } from '../../main/engine/contract/messages/index.ts';
import { engine } from '../state/engine.ts';
import { forgetDetails } from '../viewer/item-details.ts';

const text = messages.page.annotations;

type AnnotateOptions = {
  readonly onError: (error: unknown) => void;
  /** With a way to undo it, where there is one. */
  readonly onSaid: (sentence: string, undo?: () => void) => void;
};

export function useAnnotate({ onError, onSaid }: AnnotateOptions) {
  /** Grows with each change: what was read before is old. */
  const [turn, setTurn] = useState(0);
  /** Changes that were made on this page: others are not taken back from here. */
  const made = useRef<number[]>([]);
  const undoing = useRef(false);
  const changed = (): void => {
    forgetDetails();
    setTurn((before) => before + 1);
  };
  const undo = async (): Promise<void> => {
    const changeId = made.current.at(-1);
    if (undoing.current) return;
    if (changeId === undefined) return onSaid(text.nothingToUndo);
    undoing.current = true;
    try {
      const { items } = await engine.call('undoAnnotation', { changeId });
      made.current.pop();
      changed();
      onSaid(text.undone(items));
    } catch (error) {
      onError(error);
    } finally {
      undoing.current = false;
    }
  };
  const tell = ({ items, changeId }: Annotated): void => {
    // The last one then: whoever changed something else meanwhile takes that back first.
    const isLast = () => made.current.at(-1) === changeId;
    const takeBack = () => (isLast() ? void undo() : onSaid(text.changedSince));
    onSaid(text.changed(items), changeId === null ? undefined : takeBack);
  };
  const keep = (done: Annotated): void => {
    if (done.changeId !== null) made.current.push(done.changeId);
    changed();
  };
  return {
    turn,
    undo,
    rename: async (rename: LabelRename): Promise<void> => {
      try {
        const done = await engine.call('renameLabel', rename);
        keep(done);
        tell(done);
      } catch (error) {
        onError(error);
      }
    },
    /** `isQuiet`: what was done is to be seen anyway. */
    annotate: async (
      itemIds: readonly number[],
      change: Partial<AnnotationChange>,
      isQuiet = false,
    ): Promise<void> => {
      try {
        const asked = { itemIds: [...itemIds], change };
        const done = await engine.call('annotate', asked);
        keep(done);
        if (!isQuiet) tell(done);
      } catch (error) {
        onError(error);
      }
    },
  };
}
