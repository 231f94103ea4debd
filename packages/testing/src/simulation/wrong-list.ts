import { groupTag, type InstanceDescription } from "@infrakit/spi/data";

/** A list as a plugin tells it. */
type List = readonly InstanceDescription[];

/** All that can be wrong with a list of everybody, though it looks as if nothing were. */
const wrongs: readonly ((list: List, before: List, at: number) => List)[] = [
  (list, _before, at) => list.filter((_, index) => index !== at),
  (list, _before, at) => list.slice(0, at),
  (list, _before, at) => [...list, ...list.slice(at, at + 1)],
  (_list, before) => before,
  (list, _before, at) => list.map((each, index) => (index === at ? inGroupOf(each, list[0]) : each)),
  (list, _before, at) => list.map((each, index) => (index >= at ? inGroupOf(each, list[0]) : each)),
];

/** What is wrong with a list at random; `before` is an older one. */
export function wrongList(list: List, before: List, random: () => number): List {
  const wrong = wrongs[Math.floor(random() * wrongs.length)];
  return wrong?.(list, before, Math.floor(random() * list.length)) ?? list;
}

/** An instance with the tag of another one's group. */
function inGroupOf(
  instance: InstanceDescription,
  other: InstanceDescription | undefined,
): InstanceDescription {
  const group = other?.tags[groupTag];
  return group === undefined ? instance : { ...instance, tags: { ...instance.tags, [groupTag]: group } };
}
