/** What IPTC's older block (IIM) says. exifreader has decoded its text. Pure. */
import type { Tags } from './exif.ts';
import { captionOf, cleanLine } from './text.ts';
import { readTime, type Time } from './time.ts';

export type IptcSays = {
  readonly created: Time | null;
  readonly digitized: Time | null;
  readonly title: string | null;
  readonly caption: string | null;
  readonly keywords: readonly string[];
};

export function readIptc(tags: Tags): IptcSays {
  const text = (name: string) => textOf(tags[name]);
  return {
    created: timeOf(text('Date Created'), text('Time Created')),
    digitized: timeOf(text('Digital Creation Date'), text('Digital Creation Time')),
    title: cleanLine(text('Object Name')),
    caption: captionOf(text('Caption/Abstract')),
    keywords: [tags.Keywords].flat(1).map(textOf),
  };
}

function textOf(tag: Tags[string]): string {
  return typeof tag?.description === 'string' ? tag.description : '';
}

/** exifreader writes `20040903` as `2004-09-03` and `120000+0200` as `12:00:00+02:00`. */
function timeOf(date: string, time: string): Time | null {
  return readTime(time === '' ? date : `${date} ${time}`) ?? readTime(date);
}
