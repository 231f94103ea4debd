import type { InstanceDescription, InstanceSpec } from "@infrakit/spi/data";
import { type InstanceChange, type InstancePlugin, type InstanceQuery, outcomeOf } from "@infrakit/spi";
import type { Life } from "./life.ts";
import { isForGood, type PlantedFault } from "./simulated-calls.ts";
import type { World } from "./world.ts";

/** The instance plugin of a world as one life of a controller sees it. */
export function createInstancePlugin(world: World, life: Life): InstancePlugin {
  const { calls, instances, setting } = world;
  return {
    validate: () => calls.run({ life, call: "validate", effect: () => undefined }),
    provision: (spec) => provision(world, life, spec),
    label: (id, labels) => {
      world.happen({ kind: "labels", id });
      const effect = (): void =>
        instances.change(id, { tags: { ...instances.alive.get(id)?.tags, ...labels } });
      return calls.run({ life, call: "label", effect });
    },
    destroy: (id, reason) => {
      world.happen({ kind: "destroys", id, reason });
      const effect = (fault: PlantedFault | undefined): void => {
        instances.destroy(id, fault);
        world.hints.tell();
      };
      return calls.run({
        life,
        call: "destroy",
        effect,
        heard: (result) => world.hearEnd(id, isKnown(result)),
      });
    },
    describeInstances: (query) => describe(world, life, query),
    ...(setting.hints === "none" ? {} : { changes: ({ signal }) => changes(world, life, signal) }),
  };
}

function provision(world: World, life: Life, spec: InstanceSpec): Promise<string> {
  const { calls, instances } = world;
  world.happen({ kind: "creates", tags: spec.tags, logicalId: spec.logicalId });
  return calls.run({
    life,
    call: "provision",
    effect: (fault) => {
      const instance = instances.create(spec, fault);
      if (instance.listedFrom === Infinity) {
        world.excused++;
        world.fruitless.note();
      }
      world.happen({ kind: "instance is born", instance });
      world.hints.tell();
      return instance.id;
    },
    heard: (result) => {
      if (!("error" in result) || outcomeOf(result.error) !== "refused") return;
      world.fruitless.note();
      if (isForGood(result.error)) world.hearRefusal();
    },
  });
}

function describe(world: World, life: Life, query: InstanceQuery): Promise<readonly InstanceDescription[]> {
  const { calls, instances, knowledge } = world;
  const sentAt = world.now;
  // A command asks on its own behalf: nobody can tell which describe is the controller's own.
  const isShared = world.commands + world.questions > 0;
  world.happen({ kind: "asks", call: "describe" });
  return calls.run({
    life,
    call: "describe",
    effect: (fault) => {
      const { list, hidden } = instances.list(query, fault);
      world.excused += hidden;
      return list;
    },
    heard: (result) => {
      const members = "value" in result ? world.membersOf(result.value) : null;
      knowledge.hear({ sentAt, at: world.now, members, isShared });
    },
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
