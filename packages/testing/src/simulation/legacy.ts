import { isSelf } from "./flight-watch.ts";
import type { GroupWorld } from "./group-world.ts";
import type { Legacy } from "./happening.ts";
import type { SimulatedInstance } from "./simulated-instances.ts";

/** What a controller has of a group when another takes its place. */
export function legacyOf(group: GroupWorld): Legacy {
  const { setting, wanted, burden, own, savedText: saved } = group;
  const self = own.find((instance) => isSelf(instance, setting));
  // What a controller goes back to by itself is seen later.
  const mayDrain = ({ id, version }: SimulatedInstance): boolean =>
    setting.onFailure === "rollback" ||
    burden.isToldToGo(id) ||
    wanted.some((each) => each.kind === "kept" && each.version !== version);
  return { saved, drains: self !== undefined && mayDrain(self) ? self.id : null };
}
