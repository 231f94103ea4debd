import { groupTag, type Tags } from "@infrakit/spi/data";
import { GroupWorld } from "./group-world.ts";
import type { Legacy, Step } from "./happening.ts";
import { legacyOf } from "./legacy.ts";
import { Hints } from "./hints.ts";
import type { Act, History, Setting } from "./history.ts";
import { Life } from "./life.ts";
import type { Rule } from "./rules.ts";
import type { SimulatedController, SimulatedRecord } from "./seams.ts";
import { seededRandom } from "../seeded-random.ts";
import { SimulatedCalls } from "./simulated-calls.ts";
import { SimulatedClock } from "./simulated-clock.ts";
import { SimulatedInstances } from "./simulated-instances.ts";
import { groupIds } from "./wanted.ts";

/** How long a controller that cannot be opened is left alone before it is tried again. */
const reopenMs = 1000;

/** How a controller is paused; times are in milliseconds. */
type Pause = Omit<Extract<Act, { readonly kind: "controller is paused" }>, "at" | "kind">;

const noPause: Pause = { crossings: 0, downMs: 0, ms: 0, awakeMs: 0 };

/** Opens a controller for one life, with all that it gets of the world. */
export type OpenLife = (world: World, life: Life) => Promise<SimulatedController>;

/** One world: a controller among plugins, and its groups, each with what is true of it. */
export class World {
  readonly setting: Setting;
  readonly clock: SimulatedClock = new SimulatedClock();
  readonly calls: SimulatedCalls;
  readonly instances: SimulatedInstances;
  readonly random: () => number;
  readonly journal: Map<string, SimulatedRecord> = new Map();
  readonly violations: Set<string> = new Set();
  /** What tells of changes. */
  readonly hints: Hints;
  life: Life;
  /** The controller of this life, once it is open. */
  controller: SimulatedController | undefined;
  /** The first one is drawn in every history. */
  readonly groups: readonly [GroupWorld, ...GroupWorld[]];
  readonly #open: OpenLife;
  #downMs = 0;
  #pause: Pause | undefined;
  /** Those that were succeeded and may still do something, with what they had of each group. */
  readonly #predecessors = new Map<Life, ReadonlyMap<GroupWorld, Legacy>>();

  constructor({ seed, setting }: History, open: OpenLife, rules: readonly Rule[]) {
    this.setting = setting;
    this.#open = open;
    this.random = seededRandom(seed);
    this.calls = new SimulatedCalls(this.clock, this.random, setting);
    this.instances = new SimulatedInstances(() => this.clock.now(), this.random, setting);
    this.hints = new Hints(setting, this.random);
    const [first, ...others] = groupIds(setting);
    this.groups = [
      new GroupWorld(first, this, rules),
      ...others.map((group) => new GroupWorld(group, this, rules)),
    ];
    this.life = new Life(() => this.#onEnd());
  }

  get now(): number {
    return this.clock.now();
  }

  /** The group that tags speak of; `undefined` if they speak of none. */
  findGroup(tags: Tags): GroupWorld | undefined {
    return this.groups.find(({ id }) => id === tags[groupTag]);
  }

  /** The group of an instance, even of one that is gone. Whoever begins something with a stranger answers for him. */
  ownerOf(id: string): GroupWorld {
    const owner = this.instances.groupOf(id);
    const isOwner = (group: GroupWorld): boolean =>
      owner === null ? group.savedText.includes(JSON.stringify(id)) : group.id === owner;
    return this.groups.find(isOwner) ?? this.groups[0];
  }

  /** Opens a controller for a new life. One that cannot be opened is opened again a while later. */
  open(): void {
    this.controller = undefined;
    this.life = new Life(() => this.#onEnd());
    for (const group of this.groups) group.beginLife();
    const { life } = this;
    this.#open(this, life)
      .then((controller) => this.#opened(life, controller))
      .catch(() => {
        if (life.isAlive) this.kill(0, reopenMs);
      });
  }

  /** Kills the controller so many crossings later; another is opened after a while. */
  kill(crossings: number, downMs: number): void {
    this.#downMs = downMs;
    this.life.endAfter(crossings);
  }

  /** Stops the controller at a crossing; it goes on when another one has taken its place. */
  pause(pause: Pause): void {
    this.#downMs = pause.downMs;
    this.#pause = pause;
    this.life.endAfter(pause.crossings, true);
  }

  get hasPredecessor(): boolean {
    return this.#predecessors.size > 0;
  }

  /** Nobody who was succeeded does anything more. */
  endPredecessors(): void {
    for (const life of this.#predecessors.keys()) life.end();
    this.#predecessors.clear();
  }

  /** A controller begins something: the one that counts, or one that was succeeded. */
  begin(life: Life, group: GroupWorld, step: Step): void {
    if (life.isAlive) return group.happen(step);
    const legacy = this.#predecessors.get(life)?.get(group);
    if (legacy !== undefined) group.happen({ kind: "goes on", step, legacy });
  }

  /** All that followed from one moment has settled. */
  async settled(): Promise<void> {
    if (!this.life.isAlive) return;
    for (const group of this.groups) await group.settled();
  }

  /**
   * The clock jumps: deadlines may be over at once by which what was called lost was sure to have happened. A pause
   * that lasts beyond them cannot be told from it: whoever sleeps does not wake.
   */
  jump(ms: number): void {
    this.endPredecessors();
    this.clock.jump(ms);
    for (const group of this.groups) group.excuseLate();
  }

  #onEnd(): void {
    this.hints.endLife();
    this.controller = undefined;
    const { life } = this;
    if (life.isSucceeded) this.#awaitWaking(life);
    this.clock.callAt(this.now + this.#downMs, () => this.open());
  }

  #awaitWaking(life: Life): void {
    const { downMs, ms, awakeMs } = this.#pause ?? noPause;
    this.#predecessors.set(life, new Map(this.groups.map((group) => [group, legacyOf(group)])));
    const wakesAt = this.now + downMs + ms;
    this.clock.callAt(wakesAt, () => life.wake());
    this.clock.callAt(wakesAt + awakeMs, () => {
      life.end();
      this.#predecessors.delete(life);
    });
  }

  async #opened(life: Life, controller: SimulatedController): Promise<void> {
    const specs = await controller.inspectGroups();
    if (!life.isAlive) return;
    this.controller = controller;
    for (const group of this.groups) group.opened(specs.find(({ id }) => id === group.id));
  }
}
