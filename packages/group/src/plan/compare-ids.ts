/** Shorter ids first, so that counted ids come in the order in which they were given. */
export function compareIds(a: string, b: string): number {
  return a.length - b.length || (a < b ? -1 : a > b ? 1 : 0);
}
