/**
 * Changes of single properties in the text of an XMP packet. All else stays as it was written: other
 * programs' properties, their order, blanks, comments and the packet's frame. Pure.
 */
import type { XmlElement } from '@rgrove/parse-xml';
import {
  childrenOf,
  isNamed,
  itemsOf,
  type NamespaceName,
  namespaces,
  readPacket,
  type Scoped,
  textOf,
  type XmpPacket,
  type XmpProperty,
} from './xmp-packet.ts';

/** A property of a packet: `{ namespace: 'xmp', name: 'Rating' }`. */
export type Named = { readonly namespace: NamespaceName; readonly name: string };
type Span = { readonly start: number; readonly end: number };

/** What XML cannot hold is left out. */
const escapeXml = (text: string): string =>
  text
    // biome-ignore lint/suspicious/noControlCharactersInRegex: control characters are what is removed
    .replace(/[\x00-\x08\x0b\x0c\x0e-\x1f\ufffe\uffff]|\p{Surrogate}/gu, '')
    .replaceAll('&', '&amp;')
    .replaceAll('<', '&lt;')
    .replaceAll('>', '&gt;')
    .replaceAll('"', '&quot;');

/** The packet with this value, where there was another one or none. */
export function withValue(text: string, named: Named, value: string): string {
  const packet = readPacket(text);
  const [first, ...others] = propertiesNamed(packet, named);
  if (others.length > 0) return withValue(without(text, others), named, value);
  if (first === undefined) return added(packet, named, (tag) => element(tag, escapeXml(value)));
  const { place } = first;
  return place.type === 'attribute'
    ? replaced(text, attributeSpan(text, place.owner, place.written).value, escapeXml(value))
    : replaced(text, place.element, withContent(text, place.element, escapeXml(value)));
}

/** The packet with just these items in a list; `kind` of a new one. What stays is not written anew. */
export function withList(
  text: string,
  named: Named,
  kind: 'Bag' | 'Seq',
  items: readonly string[],
): string {
  const found = findList(text, named, kind);
  const slices = new Map(found.items.map(({ value, slice }) => [value, slice] as const));
  return found.write(items.map((item) => slices.get(item) ?? found.print(item, '')));
}

/** The packet with this text in the default language; other languages stay. */
export function withDefaultText(text: string, named: Named, value: string): string {
  const found = findList(text, named, 'Alt');
  const [first] = [...found.items.filter(({ isDefault }) => isDefault), ...found.items];
  const own = found.print(value, ' xml:lang="x-default"');
  return found.write([
    own,
    ...found.items.filter((item) => item !== first).map(({ slice }) => slice),
  ]);
}

type FoundList = {
  readonly items: readonly { value: string; slice: string; isDefault: boolean }[];
  readonly print: (value: string, attributes: string) => string;
  /** The packet with these items, as they are to be written. */
  readonly write: (lines: readonly string[]) => string;
};

function findList(text: string, named: Named, kind: 'Bag' | 'Seq' | 'Alt'): FoundList {
  const packet = readPacket(text);
  const [first, ...others] = propertiesNamed(packet, named);
  if (others.length > 0) return findList(without(text, others), named, kind);
  if (first?.place.type === 'attribute') return findList(without(text, [first]), named, kind);
  const own = first?.place.type === 'element' ? scopedOf(packet, first.place.element) : undefined;
  const old =
    own && childrenOf(own).find((child) => listKinds.some((each) => isNamed(child, each)));
  const rdf = prefixOf(own ?? packet.rdf, 'rdf') ?? 'rdf';
  const list = (lines: readonly string[], indent: string) => {
    const as = `${rdf}:${old?.element.name.split(':').at(-1) ?? kind}`;
    return `${indent} <${as}>${lines.map((line) => `${indent}  ${line}`).join('')}${indent} </${as}>${indent}`;
  };
  return {
    items: (old === undefined ? [] : itemsOf(old)).map((item) => ({
      value: textOf(item),
      slice: sliceOf(text, item.element),
      isDefault: item.element.attributes['xml:lang'] === 'x-default',
    })),
    print: (value, attributes) => `<${rdf}:li${attributes}>${escapeXml(value)}</${rdf}:li>`,
    write(lines) {
      if (own === undefined) {
        return added(packet, named, (tag, indent) => element(tag, list(lines, indent)));
      }
      const content = list(lines, indentOf(text, own.element));
      return replaced(text, own.element, withContent(text, own.element, content));
    },
  };
}

const listKinds = ['Bag', 'Seq', 'Alt'];

/** The packet without a property, wherever it is said. */
export function withoutProperty(text: string, named: Named): string {
  return without(text, propertiesNamed(readPacket(text), named));
}

export function propertiesNamed(
  { properties }: XmpPacket,
  { namespace, name }: Named,
): XmpProperty[] {
  return properties.filter(
    (property) => property.name === name && property.namespace === namespaces[namespace],
  );
}

function without(text: string, properties: readonly XmpProperty[]): string {
  const spans = properties.map(({ place }) =>
    place.type === 'attribute'
      ? attributeSpan(text, place.owner, place.written).whole
      : withBlanksBefore(text, place.element),
  );
  return spans
    .toSorted((one, other) => other.start - one.start)
    .reduce((left, span) => replaced(left, span, ''), text);
}

/** At the end of the first description; a prefix that is not declared there is declared with it. */
function added(
  packet: XmpPacket,
  named: Named,
  print: (tag: string, indent: string) => string,
): string {
  const { text, rdf } = packet;
  const [description] = packet.descriptions;
  if (description === undefined) {
    const name = `${prefixOf(rdf, 'rdf') ?? 'rdf'}:Description`;
    const made = `\n<${name} ${name.split(':')[0]}:about=""></${name}>`;
    return added(readPacket(insideEnd(text, rdf.element, made)), named, print);
  }
  const { namespace, name } = named;
  const known = prefixOf(description, namespace);
  const prefix = known ?? (description.prefixes.has(namespace) ? `${namespace}_` : namespace);
  const declaration = known === undefined ? ` xmlns:${prefix}="${namespaces[namespace]}"` : '';
  const tag = `${prefix}:${name}`;
  const indent = `${indentOf(text, description.element)} `;
  const written = print(tag, indent).replace(`<${tag}`, `<${tag}${declaration}`);
  return insideEnd(text, description.element, `${indent}${written}`);
}

function prefixOf({ prefixes }: Scoped, namespace: NamespaceName): string | undefined {
  return [...prefixes].find(([, uri]) => uri === namespaces[namespace])?.[0];
}

/** Before the end tag; a tag that closes itself is opened. */
function insideEnd(text: string, parent: XmlElement, content: string): string {
  const whole = sliceOf(text, parent);
  if (whole.endsWith('/>')) {
    const opened = `${whole.slice(0, -2).trimEnd()}>${content}${indentOf(text, parent)}</${parent.name}>`;
    return replaced(text, parent, opened);
  }
  const end = text.lastIndexOf('</', parent.end - 1);
  const blanks = /\s*$/.exec(text.slice(parent.start, end))?.[0] ?? '';
  return replaced(text, { start: end - blanks.length, end }, content + (blanks || '\n'));
}

/** An element with other content; its prefixes may be declared in its own start tag. */
function withContent(text: string, { start, name }: XmlElement, content: string): string {
  const attributes = /(?:\s+[^\s=<>"'/]+\s*=\s*(?:"[^"]*"|'[^']*'))*/y;
  attributes.lastIndex = start + 1 + name.length;
  const written = attributes.exec(text)?.[0] ?? '';
  // Of what had another form before.
  const kept = written.replace(/\s+rdf:(?:resource|parseType)\s*=\s*(?:"[^"]*"|'[^']*')/g, '');
  return `<${name}${kept}>${content}</${name}>`;
}

const element = (tag: string, content: string): string => `<${tag}>${content}</${tag}>`;
const sliceOf = (text: string, { start, end }: Span): string => text.slice(start, end);

function replaced(text: string, { start, end }: Span, by: string): string {
  return text.slice(0, start) + by + text.slice(end);
}

/** The line break and blanks before an element, to begin a line like its own. */
function indentOf(text: string, { start }: Span): string {
  return `\n${/[ \t]*$/.exec(text.slice(text.lastIndexOf('\n', start) + 1, start))?.[0] ?? ''}`;
}

function withBlanksBefore(text: string, { start, end }: Span): Span {
  return {
    start: start - (/\s*$/.exec(text.slice(Math.max(0, start - 200), start))?.[0].length ?? 0),
    end,
  };
}

function scopedOf(packet: XmpPacket, wanted: XmlElement): Scoped {
  const all = packet.descriptions.flatMap(childrenOf);
  const found = all.find(({ element: each }) => each === wanted);
  if (found === undefined) throw new Error(`no ${wanted.name} in its packet`);
  return found;
}

/** Where an attribute stands in its element's start tag, and where its value does. */
function attributeSpan(
  text: string,
  owner: XmlElement,
  written: string,
): { whole: Span; value: Span } {
  const attribute = /(\s+)([^\s=<>"'/]+)\s*=\s*("[^"]*"|'[^']*')/y;
  attribute.lastIndex = owner.start + 1 + owner.name.length;
  for (let found = attribute.exec(text); found !== null; found = attribute.exec(text)) {
    const [whole, , name, value = ''] = found;
    if (name !== written) continue;
    const end = found.index + whole.length;
    return {
      whole: { start: found.index, end },
      value: { start: end - value.length + 1, end: end - 1 },
    };
  }
  throw new Error(`no attribute ${written} in its element`);
}
