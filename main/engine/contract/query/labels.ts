/** How tags and albums are spelled. Pure. */

/** The names of a tag, without what is empty: "places / italy/" is "places/italy". */
export function tagPath(written: string): string {
  return written
    .split('/')
    .map((part) => part.trim().replace(/\s+/gu, ' '))
    .filter((part) => part !== '')
    .join('/')
    .normalize('NFC');
}

/** What two spellings of one name have in common. */
export function labelKey(label: string): string {
  return label.trim().replace(/\s+/gu, ' ').normalize('NFKC').toLowerCase();
}
