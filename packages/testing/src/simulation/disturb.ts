import { groupTag } from "@infrakit/spi/data";
import type { GroupWorld } from "./group-world.ts";
import type { Act } from "./history.ts";
import { type SimulatedInstance, withoutTag } from "./simulated-instances.ts";
import type { World } from "./world.ts";

/** Lets a fault or a lie happen. What operators do is no fault. */
export function disturb(world: World, act: Act): void {
  const { calls, instances } = world;
  const group = groupOf(world, act);
  switch (act.kind) {
    case "call fails":
      // What never ends is given up at some time, and fails an update then.
      if (act.fault === "hangs") for (const { starts } of world.groups) starts.excuse(true);
      return calls.plant(act.call, act);
    case "controller is killed":
      calls.count(act.kind);
      return world.kill(act.crossings, act.downMs);
    case "controller is paused":
      calls.count(act.kind);
      return world.pause(act);
    case "plugins restart":
      calls.count(act.kind);
      return calls.restartPlugins(act.downMs);
    case "creations are refused":
      calls.count(act.kind);
      calls.refusesUntil = world.now + act.ms;
      return;
    case "creations are refused for good":
      calls.count(act.kind);
      calls.refusesForGoodUntil = world.now + act.ms;
      return;
    case "creation loses a tag":
      calls.count(act.kind);
      instances.lostTags.push(act.tag);
      return;
    case "all are sick":
      calls.count(act.kind);
      for (const { id } of group.members()) instances.change(id, { sickUntil: world.now + act.ms });
      return;
    case "most are sick":
      calls.count(act.kind);
      for (const { id } of group.members().slice(1)) instances.change(id, { sickUntil: world.now + act.ms });
      return;
    case "version is broken":
      calls.count(act.kind);
      return instances.breakVersion(act.version, { until: world.now + act.ms, livesMs: act.livesMs });
    case "creations are not listed":
      calls.count(act.kind);
      instances.hidesUntil = world.now + act.ms;
      return;
    case "clock jumps":
      calls.count(act.kind);
      return world.jump(act.ms);
    case "instance dies":
      return onOne(world, act, ({ id }) => {
        instances.alive.delete(id);
        world.hints.tell();
      });
    case "instance is sick":
      return onOne(world, act, ({ id }) => instances.change(id, { sickUntil: world.now + act.ms }));
    case "health is misjudged":
      return onOne(world, act, ({ id }) => instances.change(id, { misjudgedUntil: world.now + act.ms }));
    case "instance loses a tag":
      return onOne(world, act, ({ id, tags }) => {
        group.excuses.lie();
        instances.change(id, { tags: withoutTag(tags, act.tag) });
      });
    case "stranger comes":
      calls.count(act.kind);
      return addStranger(world, group, act.isTagged);
    default:
      return;
  }
}

/** The group that an act is about. */
export function groupOf({ groups }: World, { group = 0 }: Act): GroupWorld {
  return groups[group] ?? groups[0];
}

/** Changes one of the group's instances, if there is any. */
function onOne(
  world: World,
  act: Act & { readonly nth: number },
  change: (instance: SimulatedInstance) => void,
): void {
  const candidates = groupOf(world, act).members();
  const instance = candidates[act.nth % candidates.length];
  if (instance === undefined) return;
  world.calls.count(act.kind);
  change(instance);
}

/** Somebody makes an instance of his own, or one that says that it is the group's. */
function addStranger({ setting, instances }: World, group: GroupWorld, isTagged: boolean): void {
  if (isTagged) group.excuses.lie();
  const [logicalId = null] = isTagged ? setting.logicalIds : [];
  const tags = isTagged ? { [groupTag]: group.id } : { "somebody.else": "yes" };
  const { id } = instances.create({ tags, logicalId, properties: null });
  instances.change(id, { isOurs: false });
}
