/** Products of large matrices, by ONNX Runtime. */
import { InferenceSession, Tensor } from 'onnxruntime-node';
import { encodeOnnx } from '../../models/runtime/testing/tiny-onnx.ts';

/** float32 rows [n, k] and columns [k, m] → [n, m], row by row. */
export type Multiply = (
  rows: Float32Array,
  columns: Float32Array,
  k: number,
) => Promise<Float32Array>;

export async function createMultiply(): Promise<Multiply> {
  const graph = encodeOnnx({
    nodes: [{ operator: 'MatMul', inputs: ['rows', 'columns'], outputs: ['product'] }],
    constants: [],
    inputs: [
      { name: 'rows', type: 'float32', shape: ['n', 'k'] },
      { name: 'columns', type: 'float32', shape: ['k', 'm'] },
    ],
    outputs: [{ name: 'product', type: 'float32', shape: ['n', 'm'] }],
  });
  const session = await InferenceSession.create(graph);
  return async (rows, columns, k) => {
    const { product } = await session.run({
      rows: new Tensor('float32', rows, [rows.length / k, k]),
      columns: new Tensor('float32', columns, [k, columns.length / k]),
    });
    return product?.data as Float32Array;
  };
}

/** [n, k] → [k, n]. */
export function transpose(rows: Float32Array, k: number): Float32Array {
  const n = rows.length / k;
  return Float32Array.from(
    rows,
    (_, index) => rows[(index % n) * k + Math.floor(index / n)] as number,
  );
}
