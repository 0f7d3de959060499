/** The fault suite's two lengths: `npm test` runs the short one, `npm run test:faults` the long. */
export const isLong = process.env.AFTERIMAGE_FAULTS === 'long';

export function scaled<Size>({ short, long }: { readonly short: Size; readonly long: Size }): Size {
  return isLong ? long : short;
}
