import {
  groupTag,
  type Health,
  type InstanceDescription,
  type InstanceSpec,
  type Tags,
} from "@infrakit/spi/data";
import type { InstanceQuery } from "@infrakit/spi";
import type { Setting } from "./history.ts";
import type { PlantedFault } from "./simulated-calls.ts";
import { versionOf } from "./wanted.ts";
import { wrongList } from "./wrong-list.ts";

/** Tag of instances that must not be destroyed. */
export const protectedTag = "simulated.protected";

/** An instance, with the truth about it. Times are those of the simulated clock. */
export interface SimulatedInstance extends InstanceDescription {
  /** The version that it was made from. */
  readonly version: string;
  readonly bornAt: number;
  /** When it is healthy, unless it is sick. */
  readonly healthyAt: number;
  /** When it is listed first; `Infinity` if its plugin never does. */
  readonly listedFrom: number;
  /** Whether a controller made it. */
  readonly isOurs: boolean;
  /** The group that it was made for; `null` if somebody made it who has nothing to do with any. */
  readonly group: string | null;
  /** Whether it was made without a tag that was asked for. */
  readonly hasLostTag: boolean;
  readonly sickUntil: number;
  readonly misjudgedUntil: number;
}

/** All tags but one. */
export function withoutTag(tags: Tags, name: string): Tags {
  return Object.fromEntries(Object.entries(tags).filter(([each]) => each !== name));
}

/** Whether an instance must not be destroyed. */
export function isProtected({ tags }: InstanceDescription): boolean {
  return tags[protectedTag] !== undefined;
}

/** How what is made of a version is broken: until then it lives so long, or is sick where `livesMs` is `null`. */
export interface Brokenness {
  readonly until: number;
  readonly livesMs: number | null;
}

/** What a describe answers. */
export interface SimulatedList {
  readonly list: readonly InstanceDescription[];
  /** How many a lie hides. */
  readonly hidden: number;
}

/** The instances of a world: what is true of them, and what their plugin says. */
export class SimulatedInstances {
  /** Those that there are. */
  readonly alive: Map<string, SimulatedInstance> = new Map();
  /** Creations are not listed until then, as those of a plugin that loses their tags. */
  hidesUntil = 0;
  /** Tags that the next creations lose, one each. */
  readonly lostTags: string[] = [];
  readonly #now: () => number;
  readonly #random: () => number;
  readonly #setting: Setting;
  /** Those that are gone and still listed, with the time until which they are. */
  readonly #ghosts = new Map<string, { readonly instance: SimulatedInstance; readonly until: number }>();
  /** The group of everybody who ever was. */
  readonly #groups = new Map<string, string | null>();
  /** Lists that were answered before, by the group that they were asked for. */
  readonly #oldLists = new Map<string, (readonly InstanceDescription[])[]>();
  readonly #broken = new Map<string, Brokenness>();
  #hasFaults = true;
  #lastId = 0;

  constructor(now: () => number, random: () => number, setting: Setting) {
    this.#now = now;
    this.#random = random;
    this.#setting = setting;
  }

  create(asked: Omit<InstanceSpec, "init" | "attachments">, fault?: PlantedFault): SimulatedInstance {
    const lost = this.lostTags.shift();
    const spec = lost === undefined ? asked : { ...asked, tags: withoutTag(asked.tags, lost) };
    const bornAt = this.#now();
    const id = `i-${++this.#lastId}`;
    const { protectsEvery, slowestStartMs, listsAtOnce } = this.#setting;
    const isLate = fault?.fault === "is listed late" && !listsAtOnce;
    const isChosen = this.#hasFaults && protectsEvery > 0 && this.#lastId % protectsEvery === 0;
    const version = versionOf(spec.properties);
    const broken = this.#brokenness(version);
    const isHidden = this.#hasFaults && (fault?.fault === "is never listed" || bornAt < this.hidesUntil);
    const instance: SimulatedInstance = {
      id,
      logicalId: spec.logicalId ?? this.#freeSelf(),
      properties: spec.properties,
      tags: isChosen ? { ...spec.tags, [protectedTag]: "yes" } : spec.tags,
      version,
      bornAt,
      healthyAt: bornAt + Math.floor(slowestStartMs * this.#random()),
      listedFrom: isHidden ? Infinity : bornAt + (isLate ? fault.ms : 0),
      isOurs: true,
      group: asked.tags[groupTag] ?? null,
      hasLostTag: lost !== undefined,
      sickUntil: broken?.livesMs === null ? broken.until : 0,
      misjudgedUntil: 0,
    };
    this.alive.set(id, instance);
    this.#groups.set(id, instance.group);
    return instance;
  }

  /** In a group without logical ids the controller runs on whoever is made while it runs on nobody. */
  #freeSelf(): string | null {
    const { self, logicalIds } = this.#setting;
    if (logicalIds.length > 0) return null;
    return [...this.alive.values()].some(({ logicalId }) => logicalId === self) ? null : self;
  }

  /** @throws if there is no such instance. */
  destroy(id: string, fault?: PlantedFault): void {
    const instance = this.alive.get(id);
    if (instance === undefined) throw new Error(`not found ${id}`);
    this.alive.delete(id);
    if (fault?.fault === "is listed late" && !this.#setting.listsAtOnce) {
      this.#ghosts.set(id, { instance, until: this.#now() + fault.ms });
    }
  }

  /** What is made of a version is broken from now on. */
  breakVersion(version: string, brokenness: Brokenness): void {
    this.#broken.set(version, brokenness);
  }

  /** When an instance that was just made dies of what it is made from; `null` if it does not. */
  diesAt({ version, bornAt }: SimulatedInstance): number | null {
    const livesMs = this.#brokenness(version)?.livesMs ?? null;
    return livesMs === null ? null : bornAt + livesMs;
  }

  /** One dies, unless nothing fails any more. */
  die(id: string): void {
    if (this.#hasFaults) this.alive.delete(id);
  }

  /** What the plugin answers to who asks for everybody. */
  listAll(query: InstanceQuery, fault?: PlantedFault): readonly InstanceDescription[] {
    const before = this.#oldLists.get("")?.[0] ?? [];
    const { list } = this.list(query, fault);
    const isWrong = this.#hasFaults && this.#setting.listsOfAll === "wrong" && this.#random() < 0.5;
    return isWrong ? wrongList(list, before, this.#random) : list;
  }

  /** The group that an instance was made for, even of one that is gone; `null` if for none. */
  groupOf(id: string): string | null {
    return this.#groups.get(id) ?? null;
  }

  /** Changes what is true of an instance. @throws if there is no such instance. */
  change(id: string, changes: Partial<SimulatedInstance>): void {
    const instance = this.alive.get(id);
    if (instance === undefined) throw new Error(`not found ${id}`);
    this.alive.set(id, { ...instance, ...changes });
  }

  /** What the plugin answers: what is true but for what is listed late, and for lies; and how many those hide. */
  list({ tags }: InstanceQuery, fault?: PlantedFault): SimulatedList {
    const now = this.#now();
    for (const [id, { until }] of this.#ghosts) if (until <= now) this.#ghosts.delete(id);
    const ghosts = [...this.#ghosts.values()].map(({ instance }) => instance);
    const all = [...this.alive.values(), ...ghosts].filter(({ listedFrom }) => listedFrom <= now);
    const list = all
      .filter((instance) => hasTags(instance, tags))
      .map((instance) => this.#described(instance));
    const before = this.#swapOld(tags[groupTag] ?? "", list);
    if (fault?.fault === "leaves some out") return hiding(list, list.slice(fault.ms));
    if (fault?.fault === "answers an old list") return hiding(list, before ?? []);
    return { list, hidden: 0 };
  }

  #described({ id, logicalId, tags, properties }: SimulatedInstance): InstanceDescription {
    const ownName = this.#setting.hasOwnNames ? `address of ${id}` : null;
    return { id, logicalId: logicalId ?? ownName, tags, properties };
  }

  #brokenness(version: string): Brokenness | undefined {
    const brokenness = this.#broken.get(version);
    return this.#now() < (brokenness?.until ?? 0) ? brokenness : undefined;
  }

  /** Keeps a list for later, and returns one that was kept. */
  #swapOld(group: string, list: readonly InstanceDescription[]): readonly InstanceDescription[] | undefined {
    const old = this.#oldLists.get(group) ?? [];
    this.#oldLists.set(group, old);
    const before = old.length > 2 ? old.shift() : old[0];
    old.push(list);
    return before;
  }

  /** What a flavor says of an instance. */
  healthOf(id: string): Health {
    const instance = this.alive.get(id);
    if (instance === undefined) return "unknown";
    const isHealthy = instance.healthyAt <= this.#now() && instance.sickUntil <= this.#now();
    const isMisjudged = this.#now() < instance.misjudgedUntil;
    return isHealthy === isMisjudged ? "unhealthy" : "healthy";
  }

  /** Nothing is sick, protected, misjudged or hidden any more. */
  endFaults(): void {
    this.#hasFaults = false;
    this.hidesUntil = 0;
    this.lostTags.length = 0;
    this.#broken.clear();
    const now = this.#now();
    for (const [id, instance] of this.alive) {
      const tags = withoutTag(instance.tags, protectedTag);
      const listedFrom = Math.min(instance.listedFrom, now);
      this.alive.set(id, { ...instance, tags, listedFrom, sickUntil: 0, misjudgedUntil: 0 });
    }
  }
}

function hasTags(instance: SimulatedInstance, tags: Tags): boolean {
  return Object.entries(tags).every(([name, value]) => instance.tags[name] === value);
}

function hiding(all: readonly InstanceDescription[], list: readonly InstanceDescription[]): SimulatedList {
  const listed = new Set(list.map(({ id }) => id));
  return { list, hidden: all.filter(({ id }) => !listed.has(id)).length };
}
