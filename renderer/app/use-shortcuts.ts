/** Keys that work anywhere on the page, unless something is being typed. */
import { useEffect, useRef } from 'react';
import { isTyping } from '../shared/is-typing.ts';

type Shortcuts = {
  readonly disabled: boolean;
  readonly onSearch: () => void;
  readonly onHelp: () => void;
  readonly onUndo: () => void;
};

export function useShortcuts(shortcuts: Shortcuts): void {
  const latest = useRef(shortcuts);
  useEffect(() => {
    latest.current = shortcuts;
  });
  useEffect(() => {
    const listener = (event: KeyboardEvent): void => {
      const { disabled, onSearch, onHelp, onUndo } = latest.current;
      const typing = isTyping();
      if (!typing && (event.ctrlKey || event.metaKey) && !event.shiftKey && event.key === 'z') {
        event.preventDefault();
        onUndo();
      }
      if (disabled || event.defaultPrevented || typing || event.ctrlKey || event.metaKey) return;
      const action = event.key === '/' ? onSearch : event.key === '?' ? onHelp : undefined;
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
