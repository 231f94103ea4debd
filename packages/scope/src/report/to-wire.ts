/**
 * An object of JSON with the map's keys, absent if it has none. No key means anything: not even `__proto__`.
 */
export function mapToWire<T>(
  map: ReadonlyMap<string, T>,
  toWire: (value: T) => unknown,
): Record<string, unknown> | undefined {
  if (map.size === 0) return undefined;
  const entries = Array.from(map, ([key, value]) => [key, toWire(value)] as const);
  return Object.fromEntries(entries);
}
