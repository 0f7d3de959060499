/**
 * Cosines of one query with many stored vectors, in AssemblyScript: built to WebAssembly with SIMD by
 * `launcher/build.mjs`. All arguments ending in `At` are byte offsets into its memory (`cosines.ts`).
 */

/**
 * float64[rows] at `foundAt`: the products of float32[dimension] at `queryAt` with each row of
 * int16[rows * dimension] at `vectorsAt`, divided by `one`.
 */
export function cosines(
  queryAt: usize,
  vectorsAt: usize,
  rows: u32,
  dimension: u32,
  one: f64,
  foundAt: usize,
): void {
  const whole = dimension & ~7;
  for (let row: u32 = 0; row < rows; row++) {
    const rowAt = vectorsAt + ((<usize>row * <usize>dimension) << 1);
    let low = f32x4.splat(0);
    let high = f32x4.splat(0);
    for (let index: u32 = 0; index < whole; index += 8) {
      const values = v128.load(rowAt + ((<usize>index) << 1));
      const placeAt = queryAt + ((<usize>index) << 2);
      const first = f32x4.convert_i32x4_s(i32x4.extend_low_i16x8_s(values));
      const second = f32x4.convert_i32x4_s(i32x4.extend_high_i16x8_s(values));
      low = f32x4.add(low, f32x4.mul(v128.load(placeAt), first));
      high = f32x4.add(high, f32x4.mul(v128.load(placeAt, 16), second));
    }
    const sums = f32x4.add(low, high);
    let sum: f64 =
      <f64>f32x4.extract_lane(sums, 0) +
      <f64>f32x4.extract_lane(sums, 1) +
      (<f64>f32x4.extract_lane(sums, 2) + <f64>f32x4.extract_lane(sums, 3));
    for (let index = whole; index < dimension; index++) {
      const value = <f64>load<i16>(rowAt + ((<usize>index) << 1));
      sum += <f64>load<f32>(queryAt + ((<usize>index) << 2)) * value;
    }
    store<f64>(foundAt + ((<usize>row) << 3), sum / one);
  }
}
