/** The search bar: words search as they are typed, pictures stand before them as chips. */
import {
  type KeyboardEvent,
  type Ref,
  useEffect,
  useImperativeHandle,
  useRef,
  useState,
} from 'react';
import { FileTrigger } from 'react-aria-components';
import { messages } from '../../main/engine/contract/messages/index.ts';
import { IconButton } from '../shared/icon-button.tsx';
import { CloseIcon, PictureIcon, SearchIcon } from '../shared/icons.tsx';
import { emptyQuery, isEmptyQuery, type PageQuery, pictureCount } from '../state/page-location.ts';
import { type QueryStep, withoutLastPicture, withText } from '../state/query-steps.ts';
import { QueryChips } from './query-chips.tsx';
import './search-bar.css';

const text = messages.page.search;
const typingPauseMs = 150;

export type SearchBarHandle = { readonly focus: () => void };

type SearchBarProps = {
  readonly ref: Ref<SearchBarHandle>;
  readonly query: PageQuery;
  readonly busy: boolean;
  /** `typing`: more may follow at once, so that it shares one step of the history. */
  readonly onChange: (update: QueryStep, how: 'typing' | 'settled') => void;
  readonly onFiles: (files: readonly File[]) => void;
  /** The person goes on into the results. */
  readonly onLeave: () => void;
};

export function SearchBar({ ref, query, busy, onChange, onFiles, onLeave }: SearchBarProps) {
  const input = useRef<HTMLInputElement>(null);
  const [words, setWords] = useState(query.text);
  const sent = useRef(query.text);
  const timer = useRef<ReturnType<typeof setTimeout>>(undefined);

  // Back, Forward and "clear" change the words from outside.
  useEffect(() => {
    if (query.text.trim() === sent.current.trim()) return;
    clearTimeout(timer.current);
    sent.current = query.text;
    setWords(query.text);
  }, [query.text]);
  useEffect(() => () => clearTimeout(timer.current), []);
  useImperativeHandle(ref, () => ({
    focus: () => {
      input.current?.focus();
      input.current?.select();
    },
  }));

  const send = (next: string, how: 'typing' | 'settled'): void => {
    clearTimeout(timer.current);
    sent.current = next;
    onChange(withText(next), how);
  };
  const type = (next: string): void => {
    setWords(next);
    clearTimeout(timer.current);
    timer.current = setTimeout(() => send(next, 'typing'), typingPauseMs);
  };
  const clear = (): void => {
    clearTimeout(timer.current);
    setWords('');
    sent.current = '';
    onChange(() => emptyQuery, 'settled');
  };
  const onKeyDown = (event: KeyboardEvent): void => {
    // These keys belong to an input method while it composes; 229 is how Safari says so.
    if (event.nativeEvent.isComposing || event.keyCode === 229) return;
    if (event.key === 'Escape') {
      if (words === '' && isEmptyQuery(query)) onLeave();
      else clear();
    } else if (event.key === 'Enter') send(words, 'settled');
    else if (event.key === 'ArrowDown') {
      send(words, 'settled');
      onLeave();
    } else if (event.key === 'Backspace' && words === '') onChange(withoutLastPicture, 'settled');
    else return;
    if (event.key !== 'Backspace') event.preventDefault();
  };
  const hasChips = pictureCount(query) > 0;

  return (
    <search className="search-bar" data-busy={busy || undefined}>
      <span className="search-glass">
        <SearchIcon />
      </span>
      <QueryChips
        query={query}
        onChange={(update) => onChange(update, 'settled')}
        onLastRemoved={() => input.current?.focus()}
      />
      <input
        ref={input}
        className="search-input"
        type="search"
        aria-label={text.label}
        aria-keyshortcuts="/"
        placeholder={hasChips ? text.placeholderWithChips : text.placeholder}
        value={words}
        maxLength={2_000}
        autoComplete="off"
        autoCorrect="off"
        spellCheck={false}
        enterKeyHint="search"
        onChange={(event) => type(event.target.value)}
        onKeyDown={onKeyDown}
      />
      {(words !== '' || hasChips) && (
        <IconButton
          className="small"
          label={text.clear}
          shortcut="Esc"
          onPress={() => {
            clear();
            input.current?.focus();
          }}
        >
          <CloseIcon />
        </IconButton>
      )}
      <FileTrigger
        acceptedFileTypes={['image/*']}
        allowsMultiple
        onSelect={(files) => onFiles([...(files ?? [])])}
      >
        <IconButton className="small" label={text.choosePicture}>
          <PictureIcon />
        </IconButton>
      </FileTrigger>
    </search>
  );
}
