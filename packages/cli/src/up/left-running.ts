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
    return words === "" ? [] : [{ id, words }];
  });
  if (left.length === 0) return ["Stopped. No instance is left."];
  const command = `infrakit up ${paths.join(" ")}`;
  const isOurs = left.some(({ id }) => ids.includes(id));
  return [
    "Stopped. These instances are left as they are:",
    ...left.map(({ id, words }) => `  ${id}: ${words}`),
    ...(isOurs
      ? [`To keep them alive again: ${command}`, `To remove them:           ${command} --destroy`]
      : []),
  ];
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
