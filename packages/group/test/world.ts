import type { GroupSpec, GroupStatus } from "@infrakit/spi/data";
import { RawJson } from "@infrakit/spi/document";
import { createFakePlugins, FakeFlavor, FakeInstances, ManualClock, seededRandom } from "@infrakit/testing";
import {
  createMemoryJournal,
  type GroupController,
  type GroupControllerOptions,
  type Journal,
  openGroupController,
} from "../src/index.ts";
import { beginLife } from "./life.ts";

/** A controller among fakes, on a clock that the test moves. */
export interface World {
  readonly clock: ManualClock;
  readonly instances: FakeInstances;
  readonly flavor: FakeFlavor;
  readonly log: readonly string[];
  controller: GroupController;
  /** Whether the instance plugin cannot be found. */
  isAbsent: boolean;
  /** Whether the instance plugin dies with the controller, and whether what it lists is never late. */
  fate: { readonly isShared: boolean; readonly listsAtOnce: boolean };
  /** Remembers in memory; fails to save while it has a failure. */
  readonly journal: Journal & { failure: Error | undefined };
  /** Commits group "g" and lets everything happen that happens at once. */
  commit(properties: object, options?: { readonly pretend?: boolean }): Promise<string>;
  /** Ends the controller without a word, as kill -9 does, and starts another on the same journal. */
  restart(): Promise<void>;
  /** The configuration hash tags of the instances, in the order of their ids. */
  hashes(): readonly string[];
  status(): GroupStatus;
}

/** Properties of a group of plugin "fake" and flavor "plain"; the version makes the instances differ. */
export function groupOf(allocation: object, version = "v1", updating: object = {}): object {
  return {
    Instance: { Plugin: "fake", Properties: { version } },
    Flavor: { Plugin: "plain", Properties: {} },
    Allocation: allocation,
    Updating: updating,
  };
}

/** The spec of group "g" with these properties. */
export function specOf(properties: object): GroupSpec {
  return { id: "g", properties: RawJson.fromValue(properties) };
}

export async function openWorld(given: Partial<GroupControllerOptions> = {}): Promise<World> {
  const clock = new ManualClock();
  const instances = new FakeInstances();
  const flavor = new FakeFlavor();
  const log: string[] = [];
  const note = (fields: object, message: string): void =>
    void log.push(`${message} ${JSON.stringify(fields)}`);
  const found = createFakePlugins({ instances: { fake: instances }, flavors: { plain: flavor } });
  const journal = fallibleJournal();
  const options = {
    plugins: {
      flavor: (name: string) => found.flavor(name),
      instance: (name: string) =>
        found
          .instance(world.isAbsent ? "" : name)
          .catch(() => Promise.reject(new Error(`plugin not found:${name}`))),
      sharesFate: () => world.fate.isShared,
      listsAtOnce: () => world.fate.listsAtOnce,
    },
    journal,
    clock,
    random: seededRandom(1),
    logger: { info: note, warn: note },
    ...given,
  };
  let life = beginLife(options);
  const world: World = {
    clock,
    instances,
    flavor,
    log,
    journal,
    isAbsent: false,
    fate: { isShared: false, listsAtOnce: false },
    controller: await openGroupController(life.options),
    async commit(properties, commitOptions) {
      const { details } = await world.controller.commitGroup(specOf(properties), commitOptions);
      await clock.settle();
      return details;
    },
    async restart() {
      life.kill();
      life = beginLife(options);
      world.controller = await openGroupController(life.options);
      await clock.settle();
    },
    hashes: () => [...instances.instances.values()].map(({ tags }) => tags["infrakit.config.hash"] ?? ""),
    status: () => world.controller.status("g"),
  };
  return world;
}

function fallibleJournal(): World["journal"] {
  const memory = createMemoryJournal();
  const journal: World["journal"] = {
    ...memory,
    failure: undefined,
    save: (record) => (journal.failure === undefined ? memory.save(record) : Promise.reject(journal.failure)),
  };
  return journal;
}
