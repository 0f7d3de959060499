/** What the page says of ratings, tags and so on. */
import { count, plural } from './counts.ts';

type Sidecars = {
  readonly written: number;
  readonly refused: number;
  readonly reasons: readonly { readonly path: string; readonly reason: string }[];
};

/** The first one stands for the others. */
const told = ([first]: Sidecars['reasons']): string =>
  first === undefined ? '' : `${first.path.split(/[/\\]/).at(-1)}. ${first.reason}`;

export const annotationMessages = {
  label: 'Yours',
  rating: 'Rating',
  stars: (stars: number) => plural(stars, 'star', 'stars'),
  favourite: 'Favourite',
  favourites: 'Favourites',
  wellRated: 'Four stars and more',
  caption: 'Caption',
  addCaption: 'Add a caption',
  tags: 'Tags',
  addTag: 'Add a tag',
  albums: 'Albums',
  addToAlbum: 'Add to an album',
  remove: (name: string) => `Take off “${name}”`,
  find: (name: string) => `Find what has “${name}”`,
  rename: (name: string) => `Rename “${name}”`,
  newName: (name: string) => `New name of “${name}”`,
  dialogTitle: 'Tags and albums',
  open: 'Tags and albums',
  none: 'No tags and no albums yet. Select photos in the grid, or open one, to add some.',
  selected: (items: number) => `${count(items)} selected`,
  selectAll: 'Select all',
  clearSelection: 'Clear the selection',
  changed: (items: number) =>
    items === 0 ? 'Nothing to change.' : `${plural(items, 'item', 'items')} changed.`,
  undone: (items: number) => `Taken back on ${plural(items, 'item', 'items')}.`,
  undo: 'Undo',
  writeSidecar: 'Write XMP sidecar',
  writeSidecars: 'Write XMP sidecars',
  sidecarDetail:
    'Keeps your rating, tags and caption beside the file, where other programs read them.',
  writingSidecars: (items: number) => `Writing sidecars of ${plural(items, 'item', 'items')}…`,
  sidecars: ({ written, refused, reasons }: Sidecars) =>
    [
      written === 0 && refused === 0 ? 'The sidecars say all of that already.' : '',
      written > 0 ? `${plural(written, 'sidecar', 'sidecars')} written.` : '',
      refused > 0 ? `${plural(refused, 'file', 'files')} left out: ${told(reasons)}` : '',
    ]
      .filter((sentence) => sentence !== '')
      .join(' '),

  tooMany: (most: number) => `Select at most ${count(most)}`,
  changedSince: 'Something else was changed since. Take that back first.',
  nothingToUndo: 'Nothing was changed on this page that is left to take back.',
} as const;
