/** Numbers as a person reads them. */
const number = new Intl.NumberFormat('en');

export const count = (value: number): string => number.format(value);
export const plural = (value: number, one: string, many: string): string =>
  `${count(value)} ${value === 1 ? one : many}`;
