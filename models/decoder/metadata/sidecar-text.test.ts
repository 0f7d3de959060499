import { parseXml, XmlElement } from '@rgrove/parse-xml';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import {
  AnnotationChange,
  type ItemAnnotations,
} from '../../../main/engine/contract/annotations.ts';
import { nothingSaid, type Said } from '../../../main/engine/contract/file-says.ts';
import { xmpPacket } from '../../../test/support/photo-blocks.ts';
import { sidecarText } from './sidecar-text.ts';
import { tagsOf } from './tags.ts';
import { readPacket } from './xmp-packet.ts';
import { readXmp } from './xmp-says.ts';

const plain: ItemAnnotations = { rating: 0, favourite: false, caption: '', tags: [], albums: [] };
const now = new Date('2024-05-06T07:08:09.123Z');

function write(text: string | null, annotations: Partial<ItemAnnotations>, embedded?: Said) {
  return sidecarText({
    text,
    annotations: { ...plain, ...annotations },
    embedded: embedded ?? nothingSaid,
    now,
  });
}

function read(text: string): ItemAnnotations {
  const { rating, favourite, caption, keywords, albums } = readXmp(readPacket(text));
  return {
    rating: rating ?? 0,
    favourite: favourite ?? false,
    caption: caption ?? '',
    tags: tagsOf(keywords ?? { words: [], paths: [] }),
    albums: [...(albums ?? [])],
  };
}

/** Every prefix is declared where it is used, and properties stand in descriptions. */
function assertSound(text: string): void {
  const look = (element: XmlElement, around: ReadonlySet<string>): void => {
    const names = Object.keys(element.attributes);
    const own = names.filter((name) => name.startsWith('xmlns:')).map((name) => name.slice(6));
    const declared = new Set([...around, ...own]);
    for (const name of [element.name, ...names.filter((each) => !each.startsWith('xmlns'))]) {
      const [prefix = '', local] = name.split(':');
      if (local !== undefined) expect([name, declared.has(prefix)]).toEqual([name, true]);
    }
    for (const child of element.children) if (child instanceof XmlElement) look(child, declared);
  };
  const { properties, rdf } = readPacket(text);
  const inRdf = rdf.element.children.filter((child) => child instanceof XmlElement);
  expect(new Set(inRdf.map(({ name }) => name.split(':').at(-1)))).toEqual(
    new Set(['Description']),
  );
  expect(properties.length).toBeGreaterThan(0);
  const { root } = parseXml(text);
  if (root !== null) look(root, new Set(['xml']));
}

/** Lines that are gone and lines that are new. */
function difference(before: string, after: string | null) {
  const [old, made] = [before.split('\n'), (after ?? before).split('\n')];
  const gone = old.filter((line) => !made.includes(line));
  return { gone, made: made.filter((line) => !old.includes(line)).map((line) => line.trim()) };
}

const ours = [
  '<afterimage:Favourite xmlns:afterimage="urn:afterimage:xmp:1.0:">False</afterimage:Favourite>',
  '<xmp:MetadataDate>2024-05-06T07:08:09Z</xmp:MetadataDate>',
];

/** As Lightroom writes it: short properties as attributes. */
const lightroom = `<x:xmpmeta xmlns:x="adobe:ns:meta/" x:xmptk="Adobe XMP Core 7.0">
 <rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#">
  <rdf:Description rdf:about=""
    xmlns:xmp="http://ns.adobe.com/xap/1.0/"
    xmlns:photoshop="http://ns.adobe.com/photoshop/1.0/"
    xmlns:dc="http://purl.org/dc/elements/1.1/"
    xmlns:lr="http://ns.adobe.com/lightroom/1.0/"
    xmlns:crs="http://ns.adobe.com/camera-raw-settings/1.0/"
   xmp:Rating="2"
   xmp:Label='Red'
   photoshop:SidecarForExtension="CR2"
   crs:Exposure2012="+0.50">
   <!-- a comment -->
   <dc:subject>
    <rdf:Bag>
     <rdf:li>italy</rdf:li>
     <rdf:li>places</rdf:li>
     <rdf:li>rome</rdf:li>
     <rdf:li>dog</rdf:li>
    </rdf:Bag>
   </dc:subject>
   <lr:hierarchicalSubject>
    <rdf:Bag>
     <rdf:li>places|italy|rome</rdf:li>
     <rdf:li>dog</rdf:li>
    </rdf:Bag>
   </lr:hierarchicalSubject>
   <dc:description>
    <rdf:Alt>
     <rdf:li xml:lang="x-default">Two dogs</rdf:li>
     <rdf:li xml:lang="de">Zwei Hunde</rdf:li>
    </rdf:Alt>
   </dc:description>
   <crs:ToneCurve>
    <rdf:Seq>
     <rdf:li>0, 0</rdf:li>
    </rdf:Seq>
   </crs:ToneCurve>
  </rdf:Description>
 </rdf:RDF>
</x:xmpmeta>`;
const said = { rating: 2, caption: 'Two dogs', tags: ['places/italy/rome', 'dog'] };

describe('a new sidecar', () => {
  test('has all that a person added', () => {
    const annotations = {
      rating: 5,
      favourite: true,
      caption: 'A <b> & "c"\nin two lines',
      tags: ['dog', 'places/italy/rome', 'music/AC∕DC'],
      albums: ['Summer 2019'],
    };
    const text = write(null, annotations) ?? '';
    expect(read(text)).toEqual(annotations);
    expect(text).toContain('<rdf:li>places|italy|rome</rdf:li>');
    expect(text).toContain('<rdf:li>music/AC∕DC</rdf:li>');
    expect(text).toContain('<rdf:li>AC/DC</rdf:li>');
    expect(write(text, annotations)).toBeNull();
  });

  test('is not made of nothing, nor of what the photo says itself', () => {
    expect(write(null, {})).toBeNull();
    const embedded = { ...nothingSaid, rating: 4, tags: ['a', 'b'] };
    expect(write(null, { rating: 4, tags: ['B', 'a'] }, embedded)).toBeNull();
    expect(write(null, { rating: 4, tags: ['a', 'b'], favourite: true }, embedded)).not.toBeNull();
  });

  test('says what the person took away from what the photo says', () => {
    const embedded = { ...nothingSaid, rating: 4, caption: 'old', tags: ['a', 'b'] };
    const text = write(null, {}, embedded) ?? '';
    const { rating, caption, keywords } = readXmp(readPacket(text));
    expect([rating, caption, keywords]).toEqual([0, '', { words: [], paths: [] }]);
    expect(write(text, {}, embedded)).toBeNull();
    const fewer = readXmp(readPacket(write(null, { tags: ['a'] }, embedded) ?? ''));
    expect(tagsOf(fewer.keywords ?? { words: [], paths: [] })).toEqual(['a']);
  });
});

describe('another program’s sidecar', () => {
  test('stays where it says the same already', () => {
    expect(write(lightroom, said)).toBeNull();
  });

  test.each<[string, Partial<ItemAnnotations>, string[], string[]]>([
    ['a rating', { rating: 4 }, ['   xmp:Rating="2"'], ['xmp:Rating="4"']],
    [
      'a caption, and not its translation',
      { caption: 'Three dogs' },
      ['     <rdf:li xml:lang="x-default">Two dogs</rdf:li>'],
      ['<rdf:li xml:lang="x-default">Three dogs</rdf:li>'],
    ],
    [
      'a tag more',
      { tags: ['places/italy/rome', 'dog', 'cat'] },
      [],
      [
        '<rdf:li>cat</rdf:li>',
        '<rdf:li>cat</rdf:li>',
        '<digiKam:TagsList xmlns:digiKam="http://www.digikam.org/ns/1.0/">',
        '<rdf:li>places/italy/rome</rdf:li>',
        '<rdf:li>cat</rdf:li>',
        '</digiKam:TagsList>',
      ],
    ],
    [
      'a tag less, with all its levels',
      { tags: ['dog'] },
      [
        '     <rdf:li>italy</rdf:li>',
        '     <rdf:li>places</rdf:li>',
        '     <rdf:li>rome</rdf:li>',
        '     <rdf:li>places|italy|rome</rdf:li>',
      ],
      ['<digiKam:TagsList xmlns:digiKam="http://www.digikam.org/ns/1.0/">', '</digiKam:TagsList>'],
    ],
    [
      'an album',
      { albums: ['Best'] },
      [],
      [
        '<afterimage:Albums xmlns:afterimage="urn:afterimage:xmp:1.0:">',
        '<rdf:li>Best</rdf:li>',
        '</afterimage:Albums>',
      ],
    ],
  ])('changes by %s and by no more', (_, change, gone, made) => {
    const after = write(lightroom, { ...said, ...change });
    const found = difference(lightroom, after);
    expect(found.gone).toEqual(gone);
    expect(found.made.filter((line) => !/rdf:(?:Bag|Seq)/.test(line))).toEqual([...made, ...ours]);
    expect(read(after ?? '')).toEqual({ ...plain, ...said, ...change });
  });

  test('has its caption taken away with the translations', () => {
    const after = write(lightroom, { ...said, caption: '' }) ?? '';
    expect(read(after).caption).toBe('');
    expect(after).not.toContain('description');
  });

  test.each([
    ['attributes alone', xmpPacket('', ' xmp:Rating="3"').replace(/>\s*<.rdf:Description>/, '/>')],
    ['a closed description', lightroom.replace(/>\s*<!--[\s\S]*<\/rdf:Description>/, '/>')],
    ['no description', lightroom.replace(/<rdf:Description[\s\S]*<\/rdf:Description>/, '')],
    [
      'another prefix',
      lightroom
        .replaceAll('dc:', 'd:')
        .replaceAll('rdf:', 'r:')
        .replaceAll('xmp:R', 'x1:R')
        .replace('xmlns:xmp=', 'xmlns:x1=')
        .replace('xmp:Label', 'x1:Label')
        .replace('xmlns:d:', 'xmlns:d=')
        .replace('xmlns:rdf=', 'xmlns:r=')
        .replace('xmlns:dc=', 'xmlns:d='),
    ],
    [
      'two descriptions',
      lightroom.replace(
        '<dc:subject>',
        '</rdf:Description>\n  <rdf:Description rdf:about="" xmlns:dc="http://purl.org/dc/elements/1.1/" xmlns:lr="http://ns.adobe.com/lightroom/1.0/" xmlns:crs="http://ns.adobe.com/camera-raw-settings/1.0/">\n   <dc:subject>',
      ),
    ],
    ['one line', lightroom.replaceAll(/\n\s*/g, ' ').replaceAll('> <', '><')],
    ['a resource', lightroom.replace('<!-- a comment -->', '<dc:subject rdf:resource="x"/>')],
    ['Windows’ line breaks', lightroom.replaceAll('\n', '\r\n')],
    [
      'a property said twice',
      lightroom.replace('<!-- a comment -->', '<xmp:Rating>5</xmp:Rating>'),
    ],
  ])('may be of any form: %s', (_, text) => {
    const annotations = { ...plain, rating: 1, caption: 'new', tags: ['cat'], favourite: true };
    const after = write(text, annotations) ?? '';
    assertSound(after);
    expect(read(after)).toEqual(annotations);
    expect(write(after, annotations)).toBeNull();
    assertSound(after);
    const again = write(after, { ...annotations, tags: ['dog'], favourite: false }) ?? '';
    expect(read(again).tags).toEqual(['dog']);
    assertSound(again);
  });

  test('keeps the rating of Windows in step, and a rejected photo rejected', () => {
    const windows = xmpPacket(
      '\n   <MicrosoftPhoto:Rating xmlns:MicrosoftPhoto="http://ns.microsoft.com/photo/1.0/">25</MicrosoftPhoto:Rating>',
      '\n   xmp:Rating="-1"',
    );
    expect(write(windows, {})).toBeNull();
    expect(write(windows, { rating: 4 })).toContain('>75</MicrosoftPhoto:Rating>');
  });

  test('keeps keywords that are no tags of ours', () => {
    const long = 'x'.repeat(300);
    const text = xmpPacket(`<dc:subject><rdf:Bag><rdf:li>${long}</rdf:li></rdf:Bag></dc:subject>`);
    expect(write(text, { tags: ['dog'] })).toContain(`<rdf:li>${long}</rdf:li>`);
  });

  test('that is none is refused', () => {
    for (const text of ['', '<svg/>', '<x:xmpmeta>']) expect(() => write(text, {})).toThrow();
  });
});

const name = fc.string({ unit: 'grapheme', minLength: 1, maxLength: 12 });
const annotationsOf = fc
  .record({
    rating: fc.integer({ min: 0, max: 5 }),
    favourite: fc.boolean(),
    caption: fc.string({ unit: 'grapheme', maxLength: 40 }),
    addTags: fc.array(
      fc.array(name, { minLength: 1, maxLength: 3 }).map((all) => all.join('/')),
      { maxLength: 5 },
    ),
    addToAlbums: fc.array(name, { maxLength: 3 }),
  })
  .filter((change) => AnnotationChange.safeParse(change).success)
  .map((change) => AnnotationChange.parse(change));

test('whatever a person adds, one after the other, is read back, and nothing else is touched', () => {
  fc.assert(
    fc.property(fc.array(annotationsOf, { minLength: 1, maxLength: 4 }), (all) => {
      let text = lightroom;
      for (const { rating, favourite, caption, addTags, addToAlbums } of all) {
        // As the catalogue keeps them: each spelling once.
        const tags = tagsOf({ words: [], paths: addTags.map((tag) => tag.split('/')) });
        const albums = [...new Map(addToAlbums.map((each) => [each.toLowerCase(), each])).values()];
        text =
          write(text, {
            rating: rating ?? 0,
            favourite: favourite ?? false,
            caption: caption ?? '',
            tags,
            albums,
          }) ?? text;
        assertSound(text);
        const found = read(text);
        expect({ ...found, tags: new Set(found.tags), albums: new Set(found.albums) }).toEqual({
          rating,
          favourite,
          caption: (caption ?? '').normalize('NFC'),
          tags: new Set(tags),
          albums: new Set(albums),
        });
      }
      for (const kept of [
        "xmp:Label='Red'",
        'crs:Exposure2012="+0.50"',
        '<!-- a comment -->',
        '<rdf:li>0, 0</rdf:li>',
      ]) {
        expect(text).toContain(kept);
      }
    }),
  );
});
