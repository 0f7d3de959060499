/** A random unit vector: float32[dimension], every direction as likely as another. */
export function unitVector(dimension: number): Float32Array {
  const values = Array.from({ length: dimension }, () => {
    const radius = Math.sqrt(-2 * Math.log(1 - Math.random()));
    return radius * Math.cos(2 * Math.PI * Math.random());
  });
  const length = Math.hypot(...values);
  return Float32Array.from(values, (value) => value / length);
}
