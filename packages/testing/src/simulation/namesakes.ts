import type { SimulatedInstance } from "./simulated-instances.ts";

/** All of a group that have the logical id of one of them, itself included; none if it has none. */
export function namesakesOf(
  { logicalId }: Pick<SimulatedInstance, "logicalId">,
  own: readonly SimulatedInstance[],
): readonly SimulatedInstance[] {
  return logicalId === null ? [] : own.filter((each) => each.logicalId === logicalId);
}
