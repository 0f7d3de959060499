/**
 * An XMP packet as its properties, each with its place in the text, so that one can be changed and all
 * else stays byte for byte. The subset of RDF/XML that XMP allows (ISO 16684-1, clause 7). Pure.
 */
import { parseXml, XmlElement, XmlText } from '@rgrove/parse-xml';

/** A raw developer's settings may take megabytes; more than this is no description of a photo. */
export const mostPacketCharacters = 16 * 1024 * 1024;

export type XmpProperty = {
  readonly namespace: string;
  readonly name: string;
  /** Of a list its items in order; of alternatives the default language first; else one. */
  readonly values: readonly string[];
  readonly place:
    | { readonly type: 'attribute'; readonly owner: XmlElement; readonly written: string }
    | { readonly type: 'element'; readonly element: XmlElement };
};

export type XmpPacket = {
  readonly text: string;
  readonly properties: readonly XmpProperty[];
  /** `rdf:Description`s, in order. */
  readonly descriptions: readonly Scoped[];
  readonly rdf: Scoped;
};

/** An element, and the prefixes that are declared where it stands. */
export type Scoped = { readonly element: XmlElement; readonly prefixes: Prefixes };
export type Prefixes = ReadonlyMap<string, string>;

export const namespaces = {
  rdf: 'http://www.w3.org/1999/02/22-rdf-syntax-ns#',
  dc: 'http://purl.org/dc/elements/1.1/',
  xmp: 'http://ns.adobe.com/xap/1.0/',
  photoshop: 'http://ns.adobe.com/photoshop/1.0/',
  tiff: 'http://ns.adobe.com/tiff/1.0/',
  exif: 'http://ns.adobe.com/exif/1.0/',
  exifEX: 'http://cipa.jp/exif/1.0/',
  aux: 'http://ns.adobe.com/exif/1.0/aux/',
  lr: 'http://ns.adobe.com/lightroom/1.0/',
  digiKam: 'http://www.digikam.org/ns/1.0/',
  MicrosoftPhoto: 'http://ns.microsoft.com/photo/1.0/',
  afterimage: 'urn:afterimage:xmp:1.0:',
} as const;
export type NamespaceName = keyof typeof namespaces;

/** Some programs use prefixes without declaring them. */
const usualPrefixes: Prefixes = new Map(Object.entries(namespaces));

/**
 * Throws where the text is no XML, is too long or too deep, or has no RDF in it. Entities other than
 * XML's own are an error, so that none can multiply.
 */
export function readPacket(text: string): XmpPacket {
  if (text.length > mostPacketCharacters) throw new RangeError(`${text.length} characters of XMP`);
  const { root } = parseXml(text, { includeOffsets: true });
  const rdf = root && findRdf({ element: root, prefixes: new Map() });
  if (!rdf) throw new Error('no rdf:RDF');
  const descriptions = childrenOf(rdf).filter((child) => isNamed(child, 'Description'));
  const properties = descriptions.flatMap((description) => [
    ...attributesOf(description),
    ...childrenOf(description).map((child) => propertyOf(child)),
  ]);
  return { text, properties, descriptions, rdf };
}

/** The root itself, or right below it. */
function findRdf(root: Scoped): Scoped | undefined {
  const outer = scopeOf(root.element, root.prefixes);
  return [outer, ...childrenOf(outer)].find((each) => isNamed(each, 'RDF'));
}

function scopeOf(element: XmlElement, around: Prefixes): Scoped {
  const declared = Object.entries(element.attributes)
    .filter(([name]) => name.startsWith('xmlns:'))
    .map(([name, uri]) => [name.slice('xmlns:'.length), uri] as const);
  return { element, prefixes: declared.length === 0 ? around : new Map([...around, ...declared]) };
}

export function childrenOf({ element, prefixes }: Scoped): Scoped[] {
  return element.children
    .filter((child) => child instanceof XmlElement)
    .map((child) => scopeOf(child, prefixes));
}

function nameOf(written: string, prefixes: Prefixes): { namespace: string; name: string } {
  const colon = written.indexOf(':');
  const prefix = colon < 0 ? '' : written.slice(0, colon);
  const namespace = prefixes.get(prefix) ?? usualPrefixes.get(prefix) ?? '';
  return { namespace, name: written.slice(colon + 1) };
}

export function isNamed({ element, prefixes }: Scoped, name: string): boolean {
  const found = nameOf(element.name, prefixes);
  return found.name === name && found.namespace === namespaces.rdf;
}

/** Short properties stand as attributes of their description. */
function attributesOf({ element, prefixes }: Scoped): XmpProperty[] {
  return Object.entries(element.attributes).flatMap(([written, value]) => {
    const found = nameOf(written, prefixes);
    if (['', namespaces.rdf].includes(found.namespace) || written.startsWith('xml')) return [];
    return [{ ...found, values: [value], place: { type: 'attribute', owner: element, written } }];
  });
}

function propertyOf(scoped: Scoped): XmpProperty {
  const { element, prefixes } = scoped;
  const found = nameOf(element.name, prefixes);
  return { ...found, values: valuesOf(scoped), place: { type: 'element', element } };
}

function valuesOf(scoped: Scoped): string[] {
  const list = childrenOf(scoped).find((child) => listNames.some((name) => isNamed(child, name)));
  if (list === undefined) return [scoped.element.attributes['rdf:resource'] ?? textOf(scoped)];
  const items = itemsOf(list).map((item) => ({ text: textOf(item), item }));
  const isDefault = ({ item }: { item: Scoped }) =>
    item.element.attributes['xml:lang'] === 'x-default';
  return [...items.filter(isDefault), ...items.filter((each) => !isDefault(each))].map(
    ({ text }) => text,
  );
}

const listNames = ['Bag', 'Seq', 'Alt'];

export const itemsOf = (list: Scoped): Scoped[] =>
  childrenOf(list).filter((child) => isNamed(child, 'li'));

/** Of a simple value; of a structure nothing but blanks. */
export function textOf({ element }: Scoped): string {
  const texts = element.children.filter((child) => child instanceof XmlText);
  return texts
    .map(({ text }) => text)
    .join('')
    .trim();
}

/** The first property of that name that says something; none where no one does. */
export function valuesNamed(
  { properties }: XmpPacket,
  namespace: NamespaceName,
  name: string,
): readonly string[] | undefined {
  const all = properties.filter(
    (property) => property.name === name && property.namespace === namespaces[namespace],
  );
  return (all.find(({ values }) => values.some((value) => value !== '')) ?? all[0])?.values;
}
