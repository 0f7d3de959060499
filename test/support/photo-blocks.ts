/** Blocks of metadata that sharp does not write, made for tests. */

/** A packet with these properties of one description. */
export function xmpPacket(properties: string, attributes = ''): string {
  return `<?xpacket begin="\ufeff" id="W5M0MpCehiHzreSzNTczkc9d"?>
<x:xmpmeta xmlns:x="adobe:ns:meta/">
 <rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#">
  <rdf:Description rdf:about=""
    xmlns:dc="http://purl.org/dc/elements/1.1/"
    xmlns:xmp="http://ns.adobe.com/xap/1.0/"
    xmlns:exif="http://ns.adobe.com/exif/1.0/"
    xmlns:photoshop="http://ns.adobe.com/photoshop/1.0/"
    xmlns:lr="http://ns.adobe.com/lightroom/1.0/"
    xmlns:digiKam="http://www.digikam.org/ns/1.0/"${attributes}>${properties}
  </rdf:Description>
 </rdf:RDF>
</x:xmpmeta>
<?xpacket end="w"?>`;
}

type IptcWords = {
  readonly caption: string;
  readonly keywords: readonly string[];
  readonly encoding: BufferEncoding;
  /** Undefined: the block does not say. */
  readonly charset: 'utf-8' | undefined;
};

/** An IPTC block as Photoshop keeps it in a JPEG's segment APP13. */
export function iptcBlock({ caption, keywords, encoding, charset }: IptcWords): Buffer {
  const dataset = (record: number, number: number, value: string | Buffer) => {
    const bytes = typeof value === 'string' ? Buffer.from(value, encoding) : value;
    const head = Buffer.from([0x1c, record, number, bytes.length >> 8, bytes.length & 0xff]);
    return Buffer.concat([head, bytes]);
  };
  const words = Buffer.concat([
    ...(charset === undefined ? [] : [dataset(1, 90, Buffer.from('\x1b%G', 'latin1'))]),
    dataset(2, 5, 'On skis'),
    ...keywords.map((keyword) => dataset(2, 25, keyword)),
    dataset(2, 55, '20040229'),
    dataset(2, 60, '151617+0100'),
    dataset(2, 120, caption),
  ]);
  const size = Buffer.alloc(4);
  size.writeUInt32BE(words.length);
  const resource = [Buffer.from('8BIM\x04\x04\0\0', 'latin1'), size, words];
  const padding = Buffer.alloc(words.length % 2);
  return Buffer.concat([Buffer.from('Photoshop 3.0\0', 'latin1'), ...resource, padding]);
}

/** A JPEG with one more segment right at its beginning. `marker`: its second byte. */
export function withJpegSegment(jpeg: Buffer, marker: number, content: Buffer): Buffer {
  const length = content.length + 2;
  const head = Buffer.from([0xff, marker, length >> 8, length & 0xff]);
  return Buffer.concat([jpeg.subarray(0, 2), head, content, jpeg.subarray(2)]);
}
