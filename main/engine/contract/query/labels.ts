/** How tags and albums are spelled, and asked for. Pure. */

/** What a query's grammar keeps for itself, so that every name can be asked for. */
const quotes = /["“”„«»＂]/gu;
const ending = /[,;\s]+$/u;

/** The names of a tag, without what is empty: "places / italy/" is "places/italy". */
export function tagPath(written: string): string {
  return written
    .split('/')
    .map(labelName)
    .filter((part) => part !== '')
    .join('/');
}

/** As it is kept: one line, without quotation marks. */
export function labelName(written: string): string {
  return written
    .normalize('NFC')
    .replace(quotes, '')
    .replace(ending, '')
    .trim()
    .replace(/\s+/gu, ' ');
}

/** What two spellings of one name have in common. */
export function labelKey(label: string): string {
  return labelName(label).normalize('NFKC').toLowerCase();
}

/** The query for what has a tag or is in an album. */
export function labelQuery(type: 'tag' | 'album', name: string): string {
  return `${type}:"${name}"`;
}
