/**
 * What a web page cannot do and the desktop window can: `window.afterimage`. It is absent in
 * browser mode, where the page does the nearest thing or hides the action.
 */
export type AfterimageBridge = {
  readonly platform: string;
  /** A native dialog; null when the person cancels. */
  chooseFolder(): Promise<string | null>;
  /** Shows the item's file in the system's file manager. */
  revealItem(itemId: number): Promise<void>;
  /** The same for a file that is no item, as one that was set aside. */
  revealFile(fileId: number): Promise<void>;
  /** Drags the item's file out of the window. */
  startDrag(itemId: number): void;
};

declare global {
  var afterimage: AfterimageBridge | undefined;
}
