import { groupTag } from "@infrakit/spi/data";
import type { Act } from "./history.ts";
import { type SimulatedInstance, withoutTag } from "./simulated-instances.ts";
import { simulatedGroup } from "./wanted.ts";
import type { World } from "./world.ts";

/** Lets a fault or a lie happen. What operators do is no fault. */
export function disturb(world: World, act: Act): void {
  const { calls, instances, clock } = world;
  switch (act.kind) {
    case "call fails":
      return calls.plant(act.call, act);
    case "controller is killed":
      calls.count(act.kind);
      return world.kill(act.crossings, act.downMs);
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
      world.excused++;
      instances.lostTags.push(act.tag);
      return;
    case "all are sick":
      calls.count(act.kind);
      for (const { id } of world.members()) instances.change(id, { sickUntil: world.now + act.ms });
      return;
    case "creations are not listed":
      calls.count(act.kind);
      instances.hidesUntil = world.now + act.ms;
      return;
    case "clock jumps":
      calls.count(act.kind);
      world.excuseLate();
      return clock.jump(act.ms);
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
        world.excused++;
        instances.change(id, { tags: withoutTag(tags, act.tag) });
      });
    case "stranger comes":
      calls.count(act.kind);
      return addStranger(world, act.isTagged);
    default:
      return;
  }
}

/** Changes one of the group's instances, if there is any. */
function onOne(
  world: World,
  act: Act & { readonly nth: number },
  change: (instance: SimulatedInstance) => void,
): void {
  const candidates = world.members();
  const instance = candidates[act.nth % candidates.length];
  if (instance === undefined) return;
  world.calls.count(act.kind);
  change(instance);
}

/** Somebody makes an instance of his own, or one that says that it is the group's. */
function addStranger(world: World, isTagged: boolean): void {
  if (isTagged) world.excused++;
  const [logicalId = null] = isTagged ? world.setting.logicalIds : [];
  const tags = isTagged ? { [groupTag]: simulatedGroup } : { "somebody.else": "yes" };
  const { id } = world.instances.create({ tags, logicalId, properties: null });
  world.instances.change(id, { isOurs: false, isStranger: !isTagged });
}
