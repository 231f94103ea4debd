import type { InstanceSpec } from "@infrakit/spi/data";
import { type FlavorPlugin, LocalError } from "@infrakit/spi";
import { createInstancePlugin } from "./create-instance-plugin.ts";
import type { GroupWorld } from "./group-world.ts";
import type { Life } from "./life.ts";
import type { SimulatedSeams } from "./seams.ts";
import { seededRandom } from "../seeded-random.ts";
import { isProtected } from "./simulated-instances.ts";
import { groupOfFlavor } from "./wanted.ts";
import type { World } from "./world.ts";

/** What one life of a controller gets: all of it is cut when the life ends. */
export function createSeams(world: World, life: Life): SimulatedSeams {
  const { clock, setting } = world;
  const whileAlive = (callback: () => void) => () => life.run(callback);
  const instances = createInstancePlugin(world, life);
  const flavor = createFlavor(world, life);
  return {
    plugins: {
      instance: () => lookUp(world, life, instances),
      flavor: () => lookUp(world, life, flavor),
      sharesFate: () => setting.sharesFate,
      listsAtOnce: () => setting.listsAtOnce,
    },
    clock: {
      now: () => clock.now(),
      callAt: (time, callback) => clock.callAt(time, whileAlive(callback)),
      callSoon: (callback) => clock.callSoon(whileAlive(callback)),
    },
    random: seededRandom(Math.floor(world.random() * 2 ** 31)),
    journal: createJournal(world, life),
    isProtected,
    policy: {
      pollIntervalMs: setting.pollIntervalMs,
      maxParallel: setting.maxParallel,
      self: setting.self,
    },
  };
}

function lookUp<T>(world: World, life: Life, plugin: T): Promise<T> {
  const { calls } = world;
  const effect = (): T => {
    if (calls.isDown) throw new LocalError("plugin_not_found", "plugin not found:simulated");
    return plugin;
  };
  return calls.run({ life, call: "lookup", effect, heard: (result) => excuseFailure(world, result) });
}

/** What was not sent for the sake of any group may be what an update failed by. */
function excuseFailure({ groups }: World, result: object): void {
  if ("error" in result) for (const { starts } of groups) starts.excuse();
}

function createJournal(world: World, life: Life): SimulatedSeams["journal"] {
  const { calls, journal } = world;
  const groupOf = (id: string): GroupWorld =>
    world.groups.find((group) => group.id === id) ?? world.groups[0];
  return {
    load: () => calls.run({ life, call: "load", effect: () => [...journal.values()] }),
    save: (record) =>
      calls.run({
        life,
        call: "save",
        group: record.id,
        effect: () => void journal.set(record.id, record),
      }),
    remove: (id) =>
      calls.run({
        life,
        call: "remove",
        group: id,
        effect: () => groupOf(id).forget(),
        heard: (result) => {
          if ("value" in result) groupOf(id).purpose.hearForgotten();
        },
      }),
  };
}

function createFlavor(world: World, life: Life): FlavorPlugin {
  return {
    validate: () => world.calls.run({ life, call: "validate", effect: () => undefined }),
    prepare: ({ spec }) => prepare(world, life, spec),
    healthy: (_properties, { id }) =>
      world.calls.run({
        life,
        call: "healthy",
        effect: () => world.instances.healthOf(id),
        heard: (result) => world.ownerOf(id).healing.hear(id, "value" in result ? result.value : "unknown"),
      }),
    drain: (properties, { id }) => {
      const owner = world.ownerOf(id);
      world.begin(life, owner, { kind: "drains", id, group: groupOfFlavor(properties) });
      return world.calls.run({
        life,
        call: "drain",
        group: owner.id,
        effect: () => undefined,
        heard: (result) => owner.hearDrained(id, "value" in result),
      });
    },
  };
}

function prepare(world: World, life: Life, spec: InstanceSpec): Promise<InstanceSpec> {
  const group = world.findGroup(spec.tags);
  return world.calls.run({
    life,
    call: "prepare",
    group: group?.id,
    effect: () => spec,
    heard: (result) => {
      if ("error" in result) group?.starts.missOne();
    },
  });
}
