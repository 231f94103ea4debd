import { closestName } from "@infrakit/spi/document";
import type { AllowedControls } from "./allowed-controls.ts";

/** A group that an operator allows something on, and that is not there. It may come. */
export interface AbsentGroup {
  readonly id: string;
  /** The group that may have been meant. */
  readonly closest?: string;
}

/** Finds the groups with allowed controls that are not among those that are there. */
export function findAbsentGroups(
  allowed: AllowedControls,
  groups: readonly { readonly id: string }[],
): readonly AbsentGroup[] {
  const present = groups.map(({ id }) => id);
  return [...allowed.keys()]
    .filter((id) => !present.includes(id))
    .map((id) => {
      const closest = closestName(id, present);
      return { id, ...(closest !== undefined && { closest }) };
    });
}
