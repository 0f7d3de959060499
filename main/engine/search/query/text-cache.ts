/**
 * Keeps the last answers of an asynchronous function. Asking twice at once asks once; a failure is
 * not kept.
 */
export function keepLatest<Value>(
  capacity: number,
  compute: (key: string) => Promise<Value>,
): (key: string) => Promise<Value> {
  // A Map keeps the order of insertion: the first key is the one that was used longest ago.
  const kept = new Map<string, Promise<Value>>();
  return (key) => {
    const value = kept.get(key) ?? compute(key);
    kept.delete(key);
    kept.set(key, value);
    value.catch(() => {
      if (kept.get(key) === value) kept.delete(key);
    });
    if (kept.size > capacity) {
      const [oldest] = kept.keys();
      if (oldest !== undefined) kept.delete(oldest);
    }
    return value;
  };
}
