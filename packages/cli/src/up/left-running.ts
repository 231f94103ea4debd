import type { GroupStatus } from "@infrakit/infrakit/operator";
import { plainText } from "../table.ts";

/** How many ids are named before the rest is only counted. */
const maxNamed = 5;

/** A group as it was when `infrakit up` stopped. */
export interface LeftGroup {
  readonly id: string;
  readonly status: GroupStatus;
}

/**
 * Says what lives on when `infrakit up` ends, and how to take it up again or to remove it.
 * @param ids the groups of the specs that were given
 */
export function leftRunningLines(
  groups: readonly LeftGroup[],
  { ids, paths }: { readonly ids: readonly string[]; readonly paths: readonly string[] },
): readonly string[] {
  const left = groups.flatMap(({ id, status }) => {
    const words = leftWords(status);
    return words === "" ? [] : [{ id, words, isGoing: status.phase === "destroying" }];
  });
  if (groups.length === 0)
    return ["Stopped. No group is kept any more; instances that were freed are left alone."];
  if (left.length === 0) return ["Stopped. No instance is left of what is kept."];
  const going = left.filter(({ isGoing }) => isGoing);
  const staying = left.filter(({ isGoing }) => !isGoing);
  const command = `infrakit up ${paths.join(" ")}`;
  const ours = left.flatMap(({ id }) => (ids.includes(id) ? [id] : []));
  const hasOthers = staying.some(({ id }) => !ids.includes(id));
  const removed = hasOthers ? `To remove ${ours.map(plainText).join(", ")}:` : "To remove them:";
  return [
    ...told("Stopped. These instances were told to go; the next infrakit up goes on with that:", going),
    ...told("Stopped. These instances are left as they are:", staying),
    ...(staying.some(({ id }) => ids.includes(id)) ? [`To keep them alive again: ${command}`] : []),
    ...(ours.length > 0 ? [`${removed.padEnd(25)} ${command} --destroy`] : []),
    ...(hasOthers ? ["To remove another:        infrakit group destroy ID, while infrakit up runs"] : []),
  ];
}

function told(
  title: string,
  groups: readonly { readonly id: string; readonly words: string }[],
): readonly string[] {
  return groups.length === 0 ? [] : [title, ...groups.map(({ id, words }) => `  ${id}: ${words}`)];
}

/** Empty if nothing is left. */
function leftWords({ phase, slots }: GroupStatus): string {
  const ids = slots.flatMap(({ instance }) => (instance === null ? [] : [instance]));
  const creating = slots.filter(({ instance, state }) => instance === null && state === "creating").length;
  if (ids.length === 0 && phase === "waiting") return "it is not known which";
  return [
    ...(ids.length > 0 ? [`${ids.length} (${formatIds(ids)})`] : []),
    ...(creating > 0 ? [`${creating} that were being made`] : []),
  ].join(", and ");
}

function formatIds(ids: readonly string[]): string {
  const named = ids.slice(0, maxNamed).map(plainText).join(", ");
  return ids.length > maxNamed ? `${named}, …` : named;
}
