import { type InstanceDescription, logicalIdTag, type Tags } from "@infrakit/spi/data";
import { messageOf } from "@infrakit/spi";
import type { GroupProperties } from "./group-properties.ts";
import { HealthRounds } from "./health-rounds.ts";
import { HintFollower } from "./hint-follower.ts";
import { askHealth, describeMembers, memberOf, type Observer } from "./observe.ts";
import type { Event, Member, Policy } from "./plan/index.ts";
import type { Random, Timer } from "./seams.ts";
import type { SharedDescribe } from "./shared-describe.ts";

/** Least time between two looks that hints asked for. */
const hintGapMs = 20;

/** While many steps are under way there is no other look for so many times as long as the last one took. */
const restsFor = 3;

/** Whose instances are looked at, and who is told. */
export interface LookoutOptions {
  /** Its signal ends everything. */
  readonly observer: Observer & { readonly signal: AbortSignal };
  /** Lists that other groups ask for too. */
  readonly shared: SharedDescribe;
  readonly random: Random;
  /** The group as it is when it is looked at. */
  readonly group: () => { readonly id: string; readonly properties: GroupProperties };
  /** How patient it is now. */
  readonly policy: () => Pick<Policy, "lookIntervalMs" | "minHealthyMs">;
  readonly onEvent: (event: Event) => void;
}

/** Looks at the instances of a group whenever it is asked to, or a plugin hints: one describe at a time. */
export class Lookout {
  readonly #options: LookoutOptions;
  readonly #health: HealthRounds;
  readonly #hints: HintFollower;
  #instances: ReadonlyMap<string, InstanceDescription> = new Map();
  #members: readonly Member[] = [];
  #isDescribing = false;
  #mustLookAgain = false;
  #restTimer: Timer | undefined;
  #mustLookAfterRest = false;
  #lookTookMs = 0;
  #hasFailed = false;
  /** When the last list that was told was sent. */
  #sentAt = -Infinity;
  #isSharing = false;

  constructor(options: LookoutOptions) {
    this.#options = options;
    const { observer, group, onEvent, random, policy } = options;
    const { clock } = observer;
    this.#health = new HealthRounds({
      clock,
      phase: random(),
      intervalMs: () => policy().lookIntervalMs,
      watchMs: () => policy().minHealthyMs,
      ask: (instance) => askHealth(observer, group().properties, instance),
      onAnswers: (answers) => onEvent({ kind: "health-answered", at: clock.now(), answers }),
    });
    this.#hints = new HintFollower({ ...observer, onHint: () => this.#lookAndRest(hintGapMs) });
    observer.signal.addEventListener("abort", () => this.#close(), { once: true });
  }

  /** What was last said of an instance. */
  find(id: string): InstanceDescription | undefined {
    return this.#instances.get(id);
  }

  /** Asks what is there; if that is being asked already, once more. */
  look(): void {
    if (this.#isClosed) return;
    this.#mustLookAgain = true;
    if (!this.#isDescribing) void this.#describe();
  }

  /**
   * Looks at a group at which nothing is going on. A list that others use too may say that nothing has changed; any
   * news is asked for once more, by the group itself.
   */
  lookAtRest(): void {
    if (!this.#isClosed && !this.#isDescribing && !this.#isSharing) void this.#lookTogether();
  }

  /** Looks after one step of many: as often as looking leaves time for other things. */
  lookBetweenSteps(): void {
    this.#lookAndRest(restsFor * this.#lookTookMs);
  }

  get #isClosed(): boolean {
    return this.#options.observer.signal.aborted;
  }

  /** Looks at once and then not for a while, and once more after it if it was asked to meanwhile. */
  #lookAndRest(restMs: number): void {
    if (this.#isClosed) return;
    this.#mustLookAfterRest = this.#restTimer !== undefined;
    if (this.#mustLookAfterRest) return;
    this.look();
    if (restMs === 0) return;
    const { clock } = this.#options.observer;
    this.#restTimer = clock.callAt(clock.now() + restMs, () => {
      this.#restTimer = undefined;
      if (this.#mustLookAfterRest) this.#lookAndRest(restMs);
    });
  }

  async #describe(): Promise<void> {
    this.#isDescribing = true;
    while (this.#mustLookAgain && !this.#isClosed) {
      this.#mustLookAgain = false;
      await this.#describeOnce();
    }
    this.#isDescribing = false;
  }

  async #lookTogether(): Promise<void> {
    this.#isSharing = true;
    const { id, properties } = this.#options.group();
    const list = await this.#options.shared.list(properties.instance.plugin, id, this.#sentAt);
    this.#isSharing = false;
    // Whoever has looked by itself meanwhile knows more.
    if (this.#isClosed || this.#isDescribing) return;
    if (list === null || list.sentAt <= this.#sentAt || !this.#isAsBefore(list.instances)) return this.look();
    this.#tellMembers(list.sentAt);
  }

  #isAsBefore(instances: readonly InstanceDescription[]): boolean {
    const listed = new Set(instances.map(({ id }) => id));
    return (
      instances.length === this.#instances.size &&
      listed.size === instances.length &&
      instances.every((instance) => isSame(instance, this.#instances.get(instance.id)))
    );
  }

  async #describeOnce(): Promise<void> {
    const { observer, group, onEvent } = this.#options;
    const { clock } = observer;
    const { id, properties } = group();
    const sentAt = clock.now();
    // Whatever happens from here on is hinted at, or listed.
    this.#hints.follow(properties.instance.plugin);
    try {
      // Flavors are shown instances with their properties, as InfraKit shows them.
      const instances = await describeMembers(observer, { id, properties }, true);
      if (this.#isClosed) return;
      this.#tell(instances, sentAt);
      this.#lookTookMs = clock.now() - sentAt;
    } catch (error) {
      if (this.#isClosed) return;
      this.#hasFailed = true;
      onEvent({ kind: "describe-failed", at: clock.now(), reason: messageOf(error) });
    }
  }

  #tell(instances: readonly InstanceDescription[], sentAt: number): void {
    const { observer, shared, group } = this.#options;
    const { id, properties } = group();
    this.#instances = new Map(instances.map((instance) => [instance.id, instance]));
    this.#members = instances.map((instance) => memberOf(instance, observer.isProtected));
    this.#tellMembers(sentAt);
    shared.join(properties.instance.plugin, id, instances.length);
    this.#health.follow(instances);
    // Of those who are not known to be there no health is known.
    if (this.#hasFailed) this.#health.tellAgain();
    this.#hasFailed = false;
  }

  #tellMembers(sentAt: number): void {
    const { observer, random, onEvent } = this.#options;
    this.#sentAt = sentAt;
    const members = this.#members;
    onEvent({ kind: "described", at: observer.clock.now(), sentAt, members, jitter: random() });
  }

  #close(): void {
    this.#restTimer?.cancel();
    this.#health.close();
    this.#hints.close();
    const { shared, group } = this.#options;
    const { id, properties } = group();
    shared.leave(properties.instance.plugin, id);
  }
}

/** Whether nothing is told of an instance that was not told before. */
function isSame(
  { logicalId, properties, tags }: InstanceDescription,
  before: InstanceDescription | undefined,
): boolean {
  if (before === undefined || properties?.text !== before.properties?.text) return false;
  const logicalIdNow = logicalId ?? tags[logicalIdTag] ?? null;
  return logicalIdNow === before.logicalId && hasSameTags(tags, before.tags);
}

function hasSameTags(tags: Tags, before: Tags): boolean {
  const names = Object.keys(tags);
  return names.length === Object.keys(before).length && names.every((name) => tags[name] === before[name]);
}
