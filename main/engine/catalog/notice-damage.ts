/** Calls `notice` whenever SQLite finds, in whatever is asked of it, that the database is damaged. */
export function noticeDamage<Asked extends object>(asked: Asked, notice: () => void): Asked {
  const noticing = (call: (...parameters: unknown[]) => unknown) =>
    function noticed(this: unknown, ...parameters: unknown[]): unknown {
      try {
        return call.apply(this, parameters);
      } catch (error) {
        if (isDamage(error)) notice();
        throw error;
      }
    };
  const descriptors = Object.getOwnPropertyDescriptors(asked) as Record<string, PropertyDescriptor>;
  for (const descriptor of Object.values(descriptors)) {
    if (typeof descriptor.value === 'function') descriptor.value = noticing(descriptor.value);
  }
  return Object.defineProperties({}, descriptors) as Asked;
}

function isDamage(error: unknown): boolean {
  const code = error instanceof Error && 'code' in error ? String(error.code) : '';
  return /^SQLITE_(CORRUPT|NOTADB)/.test(code);
}
