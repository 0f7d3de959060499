/** Keys that work anywhere on the page, unless something is being typed. */
import { useEffect, useRef } from 'react';
import { isTyping } from '../shared/is-typing.ts';

type Shortcuts = {
  readonly disabled: boolean;
  /** In a dialog nothing is taken back; in the viewer it is. */
  readonly hasDialog: boolean;
  readonly onSearch: () => void;
  readonly onHelp: () => void;
  readonly onSettings: () => void;
  readonly onActivity: () => void;
  /** Nothing else is to be closed by it. */
  readonly onEscape: (() => void) | undefined;
  readonly onUndo: () => void;
};

export function useShortcuts(shortcuts: Shortcuts): void {
  const latest = useRef(shortcuts);
  useEffect(() => {
    latest.current = shortcuts;
  });
  useEffect(() => {
    const listener = (event: KeyboardEvent): void => {
      const { disabled, hasDialog, onSearch, onUndo } = latest.current;
      const typing = isTyping();
      const undoes = (event.ctrlKey || event.metaKey) && !event.shiftKey && event.key === 'z';
      if (undoes && !typing && !hasDialog) {
        event.preventDefault();
        // Held down it would take back more than was meant.
        if (!event.repeat) onUndo();
      }
      if (!disabled && (event.ctrlKey || event.metaKey) && event.key === ',') {
        event.preventDefault();
        latest.current.onSettings();
      }
      if (disabled || event.defaultPrevented || typing || event.ctrlKey || event.metaKey) return;
      const action = actionOf(event.key, latest.current);
      // Whoever just begins to type means the search bar: the letter itself lands there too.
      const begins = event.target === document.body && /^[\p{L}\p{N}]$/u.test(event.key);
      if (begins && !event.altKey) onSearch();
      if (action === undefined) return;
      event.preventDefault();
      action();
    };
    window.addEventListener('keydown', listener);
    return () => window.removeEventListener('keydown', listener);
  }, []);
}

function actionOf(key: string, shortcuts: Shortcuts): (() => void) | undefined {
  switch (key) {
    case '/':
      return shortcuts.onSearch;
    case '?':
      return shortcuts.onHelp;
    case '!':
      return shortcuts.onActivity;
    case 'Escape':
      return shortcuts.onEscape;
    default:
      return undefined;
  }
}
