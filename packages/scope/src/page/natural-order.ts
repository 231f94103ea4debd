const collator = new Intl.Collator("en", { numeric: true });

/** Compares texts as people count: `web-2` before `web-10`. Texts that count the same go by their code units. */
export function compareNaturally(a: string, b: string): number {
  if (a === b) return 0;
  return collator.compare(a, b) || (a < b ? -1 : a > b ? 1 : 0);
}
