/**
 * What the desktop shell gives the page beyond what a web page can do. In browser mode it is
 * absent, and the page hides or replaces what depends on it. Types only: the page may import this.
 */
export type Bridge = {
  /** Opens the system's folder dialog. Null when the person cancels. */
  chooseFolder(): Promise<string | null>;
  /** Shows the item's first reachable file in the system's file manager; rejects when none is. */
  revealItem(itemId: number): Promise<void>;
  /** Call from `dragstart` after `preventDefault()`: drags the item's file out of the window. */
  startDrag(itemId: number): void;
  /** Node's `process.platform`, for the names of keys and of the file manager. */
  readonly platform: string;
};

/** The page's global object as the preload script leaves it. */
export type BridgedWindow = { readonly afterimage?: Bridge };
