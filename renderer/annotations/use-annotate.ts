/** Changes what the person added, and takes a change back. */
import { useState } from 'react';
import type { AnnotationChange } from '../../main/engine/contract/annotations.ts';
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
  const changed = (): void => {
    forgetDetails();
    setTurn((before) => before + 1);
  };
  const undo = async (changeId?: number): Promise<void> => {
    try {
      const { items } = await engine.call('undoAnnotation', { ...(changeId && { changeId }) });
      changed();
      onSaid(text.undone(items));
    } catch (error) {
      onError(error);
    }
  };
  return {
    turn,
    undo,
    /** `isQuiet`: what was done is to be seen anyway. */
    annotate: async (
      itemIds: readonly number[],
      change: Partial<AnnotationChange>,
      isQuiet = false,
    ): Promise<void> => {
      try {
        const { items, changeId } = await engine.call('annotate', {
          itemIds: [...itemIds],
          change,
        });
        changed();
        if (!isQuiet) {
          onSaid(text.changed(items), changeId === null ? undefined : () => void undo(changeId));
        }
      } catch (error) {
        onError(error);
      }
    },
  };
}
