import { formatGroupProperties, type GroupProperties, parseGroupProperties } from "@infrakit/group";
import type { GroupSpec } from "@infrakit/spi/data";

/** What becomes of a group whose spec is given again. */
export interface NextSpec {
  /** The given spec, with the size that the group shall have. */
  readonly spec: GroupSpec;
  /** There is something in it that the group does not have yet. */
  readonly isChanged: boolean;
  /** The size that the group keeps although another one is given; `null`: it gets the given one. */
  readonly keptSize: number | null;
}

/**
 * Compares a given spec with the one that its group has now, whoever committed that. All that is given counts, but
 * for the size: a size that was given before is no wish to undo what a group was scaled to since.
 * @param lastSize the size that was given last for this group; `"forgotten"` if it is not known any more: then the
 * group keeps its size, because one that is too large does less harm than one that was set back
 */
export function nextSpec(
  given: GroupSpec,
  committed: GroupSpec,
  lastSize: number | "forgotten" | undefined,
): NextSpec {
  const wanted = parseGroupProperties(given.properties);
  const current = parseGroupProperties(committed.properties);
  const { size } = wanted.allocation;
  const isUntouched = lastSize === "forgotten" || size === lastSize;
  const isSizeKept = isUntouched && isSized(wanted) && isSized(current);
  const next = isSizeKept ? withSize(wanted, current.allocation.size) : wanted;
  const properties = formatGroupProperties(next);
  return {
    spec: { id: given.id, properties },
    isChanged: properties.text !== formatGroupProperties(current).text,
    keptSize: next.allocation.size === size ? null : next.allocation.size,
  };
}

/** The size that a spec gives; of a group with logical ids 0. */
export function givenSize({ properties }: GroupSpec): number {
  return parseGroupProperties(properties).allocation.size;
}

function isSized({ allocation }: GroupProperties): boolean {
  return allocation.logicalIds.length === 0;
}

function withSize(properties: GroupProperties, size: number): GroupProperties {
  return { ...properties, allocation: { ...properties.allocation, size } };
}
