/** What is given, and the defaults of what is not. */
export function withDefaults<T extends object>(defaults: T, given: Partial<T> = {}): T {
  const said = Object.entries(given).filter(([, value]) => value !== undefined);
  return { ...defaults, ...Object.fromEntries(said) };
}
