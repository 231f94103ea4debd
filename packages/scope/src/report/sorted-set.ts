import { compareBytes } from "./compare-bytes.ts";

/** The elements, each once, in byte order: the list itself if it is so already. */
export function sortedSet(elements: readonly string[]): readonly string[] {
  const isSorted = elements.every((element, index) => {
    const before = elements[index - 1];
    return before === undefined || compareBytes(before, element) < 0;
  });
  return isSorted ? elements : [...new Set(elements)].sort(compareBytes);
}
