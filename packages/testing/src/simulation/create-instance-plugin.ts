import { findSlotTag, type InstanceDescription, type InstanceSpec } from "@infrakit/spi/data";
import { type InstanceChange, type InstancePlugin, type InstanceQuery, outcomeOf } from "@infrakit/spi";
import type { GroupWorld } from "./group-world.ts";
import type { Life } from "./life.ts";
import { isForGood, type PlantedFault } from "./simulated-calls.ts";
import type { SimulatedInstance } from "./simulated-instances.ts";
import type { World } from "./world.ts";

/** Below which age an instance that is ended was made in vain. */
const youngMs = 20_000;

/** The instance plugin of a world as one life of a controller sees it. */
export function createInstancePlugin(world: World, life: Life): InstancePlugin {
  const { calls, instances, setting } = world;
  return {
    validate: () => calls.run({ life, call: "validate", effect: () => undefined }),
    provision: (spec) => provision(world, life, spec),
    label: (id, labels) => {
      world.begin(life, world.ownerOf(id), { kind: "labels", id });
      const effect = (): void =>
        instances.change(id, { tags: { ...instances.alive.get(id)?.tags, ...labels } });
      return calls.run({ life, call: "label", effect });
    },
    destroy: (id, reason) => {
      world.begin(life, world.ownerOf(id), { kind: "destroys", id, reason });
      if (isYoung(world, id)) world.ownerOf(id).fruitless.note();
      const effect = (fault: PlantedFault | undefined): void => {
        instances.destroy(id, fault);
        world.hints.tell();
      };
      return calls.run({
        life,
        call: "destroy",
        effect,
        heard: (result) => {
          if ("error" in result) world.ownerOf(id).starts.excuse();
          world.ownerOf(id).hearEnd(id, isKnown(result));
        },
      });
    },
    describeInstances: (query) => describe(world, life, query),
    ...(setting.hints === "none" ? {} : { changes: ({ signal }) => changes(world, life, signal) }),
  };
}

function provision(world: World, life: Life, spec: InstanceSpec): Promise<string> {
  const { calls, instances } = world;
  const group = world.findGroup(spec.tags) ?? world.groups[0];
  world.begin(life, group, { kind: "creates", tags: spec.tags, logicalId: spec.logicalId });
  return calls.run({
    life,
    call: "provision",
    group: group.id,
    effect: (fault) => {
      const instance = instances.create(spec, fault);
      if (instance.hasLostTag) group.excuses.lie();
      if (instance.listedFrom === Infinity) {
        group.excuses.lie();
        group.fruitless.note();
      }
      group.happen({ kind: "instance is born", instance });
      awaitDeath(world, instance);
      world.hints.tell();
      return instance.id;
    },
    heard: (result) => {
      group.flight.end(findSlotTag(spec.tags)?.token ?? "");
      if (!("error" in result)) return;
      group.starts.missOne();
      if (outcomeOf(result.error) !== "refused") return;
      group.fruitless.note();
      if (isForGood(result.error)) group.hearRefusal();
    },
  });
}

/** Whether it is ended so soon that it was hardly worth making. */
function isYoung({ instances, now }: World, id: string): boolean {
  return now - (instances.alive.get(id)?.bornAt ?? -Infinity) < youngMs;
}

/** What is made of a broken version dies of it. */
function awaitDeath({ clock, instances, hints }: World, instance: SimulatedInstance): void {
  const diesAt = instances.diesAt(instance);
  if (diesAt === null) return;
  clock.callAt(diesAt, () => {
    instances.die(instance.id);
    hints.tell();
  });
}

/** The members of one group, or of all if no group is named. */
function describe(world: World, life: Life, query: InstanceQuery): Promise<readonly InstanceDescription[]> {
  const group = world.findGroup(query.tags);
  return group === undefined ? describeAll(world, life, query) : describeGroup(world, life, { query, group });
}

interface GroupQuery {
  readonly query: InstanceQuery;
  readonly group: GroupWorld;
}

function describeGroup(
  world: World,
  life: Life,
  { query, group }: GroupQuery,
): Promise<readonly InstanceDescription[]> {
  const sentAt = world.now;
  // A command asks on its own behalf: nobody can tell which describe is the controller's own.
  const { commands, questions } = group.purpose;
  const isShared = commands + questions > 0;
  world.begin(life, group, { kind: "asks", call: "describe" });
  return world.calls.run({
    life,
    call: "describe",
    effect: (fault) => {
      const { list, hidden } = world.instances.list(query, fault);
      group.excuses.lie(hidden);
      return list;
    },
    heard: (result) => {
      const members = "value" in result ? group.membersOf(result.value) : null;
      group.knowledge.hear({ sentAt, at: world.now, members, isShared });
      if (members === null) return;
      group.flight.list(members);
      if (!isShared) group.starts.list(members.map(({ id }) => id));
    },
  });
}

/**
 * A list of everything tells no group anything new: each asks for itself what it is to act on. So it excuses nothing
 * that it lies about.
 */
function describeAll(
  world: World,
  life: Life,
  query: InstanceQuery,
): Promise<readonly InstanceDescription[]> {
  // As long as one is kept the question may be asked for its sake.
  if (world.groups.every(({ isForgotten }) => isForgotten))
    world.begin(life, world.groups[0], { kind: "asks", call: "describe" });
  return world.calls.run({
    life,
    call: "describe all",
    effect: (fault) => world.instances.listAll(query, fault),
  });
}

/** Hints until the reader or its life ends; several that come together are one. */
async function* changes(world: World, life: Life, signal: AbortSignal): AsyncIterable<InstanceChange> {
  let isDue = false;
  let wake = (): void => undefined;
  const note = (): void => {
    isDue = true;
    wake();
  };
  const stop = world.hints.listen(note);
  signal.addEventListener("abort", () => wake(), { once: true });
  while (life.isAlive && !signal.aborted) {
    if (isDue) {
      isDue = false;
      yield {};
    } else await new Promise<void>((resolve) => (wake = resolve));
  }
  stop();
}

/** Whether the caller can tell what came of his call. */
function isKnown(result: { readonly value: unknown } | { readonly error: unknown }): boolean {
  return "value" in result || outcomeOf(result.error) === "refused";
}
