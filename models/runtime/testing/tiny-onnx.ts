/**
 * Writes ONNX files of a few nodes, for tests: just enough of protocol buffers
 * (https://onnx.ai/onnx/repo-docs/IR.html, field numbers from onnx.proto3).
 */

type Field = Uint8Array;

export type TinyTensor = {
  readonly name: string;
  readonly shape: readonly number[];
  readonly values: Float32Array | BigInt64Array;
};
export type TinyNode = {
  readonly operator: string;
  readonly inputs: readonly string[];
  readonly outputs: readonly string[];
  /** Integer attributes. */
  readonly attributes?: Readonly<Record<string, number>>;
};
export type TinyPort = {
  readonly name: string;
  readonly type: 'float32' | 'int64';
  /** A string is a dimension that varies. */
  readonly shape: readonly (number | string)[];
};

const elementType = { float32: 1, int64: 7 } as const;
const intAttribute = 2;

export function encodeOnnx(graph: {
  readonly nodes: readonly TinyNode[];
  readonly constants: readonly TinyTensor[];
  readonly inputs: readonly TinyPort[];
  readonly outputs: readonly TinyPort[];
}): Uint8Array {
  const body = message(
    ...graph.nodes.map((node) => bytes(1, encodeNode(node))),
    text(2, 'tiny'),
    ...graph.constants.map((tensor) => bytes(5, encodeTensor(tensor))),
    ...graph.inputs.map((port) => bytes(11, encodePort(port))),
    ...graph.outputs.map((port) => bytes(12, encodePort(port))),
  );
  return message(integer(1, 8), bytes(7, body), bytes(8, message(text(1, ''), integer(2, 17))));
}

function encodeNode({ operator, inputs, outputs, attributes = {} }: TinyNode): Uint8Array {
  return message(
    ...inputs.map((name) => text(1, name)),
    ...outputs.map((name) => text(2, name)),
    text(4, operator),
    ...Object.entries(attributes).map(([name, value]) =>
      bytes(5, message(text(1, name), integer(3, value), integer(20, intAttribute))),
    ),
  );
}

function encodeTensor({ name, shape, values }: TinyTensor): Uint8Array {
  const type = values instanceof Float32Array ? elementType.float32 : elementType.int64;
  const raw = new Uint8Array(values.buffer, values.byteOffset, values.byteLength);
  return message(
    ...shape.map((length) => integer(1, length)),
    integer(2, type),
    text(8, name),
    bytes(9, raw),
  );
}

function encodePort({ name, type, shape }: TinyPort): Uint8Array {
  const dimensions = shape.map((length) =>
    bytes(1, message(typeof length === 'number' ? integer(1, length) : text(2, length))),
  );
  const tensor = message(integer(1, elementType[type]), bytes(2, message(...dimensions)));
  return message(text(1, name), bytes(2, message(bytes(1, tensor))));
}

function message(...fields: readonly Field[]): Uint8Array {
  return Buffer.concat(fields);
}

function integer(field: number, value: number): Field {
  return Uint8Array.from([...varint(field << 3), ...varint(value)]);
}

function bytes(field: number, value: Uint8Array): Field {
  return Buffer.concat([
    Uint8Array.from([...varint((field << 3) | 2), ...varint(value.length)]),
    value,
  ]);
}

function text(field: number, value: string): Field {
  return bytes(field, new TextEncoder().encode(value));
}

function varint(value: number): number[] {
  const result: number[] = [];
  let rest = value;
  while (rest > 127) {
    result.push((rest & 127) | 128);
    rest = Math.floor(rest / 128);
  }
  return [...result, rest];
}
