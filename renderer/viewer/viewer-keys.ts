/** What a key does in the viewer. Pure. */
export type ViewerAction =
  | 'previous'
  | 'next'
  | 'toggle'
  | 'previous-moment'
  | 'next-moment'
  | 'details'
  | 'more-like-this'
  | 'area'
  | 'motion'
  | 'favourite'
  | Stars;

export type Stars = (typeof stars)[number];
const stars = ['0', '1', '2', '3', '4', '5'] as const;

/** A slider keeps its arrows, a button its space bar. */
export function viewerAction(
  key: string,
  focus: { readonly onRange: boolean; readonly onButton: boolean },
): ViewerAction | undefined {
  switch (key) {
    case 'ArrowLeft':
      return focus.onRange ? undefined : 'previous';
    case 'ArrowRight':
      return focus.onRange ? undefined : 'next';
    case ' ':
      return focus.onButton ? undefined : 'toggle';
    case ',':
      return 'previous-moment';
    case '.':
      return 'next-moment';
    case 'i':
      return 'details';
    case 'm':
      return 'more-like-this';
    case 'a':
      return 'area';
    case 'p':
      return 'motion';
    case 'f':
      return 'favourite';
    default:
      return stars.find((number) => number === key);
  }
}
