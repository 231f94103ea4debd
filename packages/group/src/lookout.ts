import type { InstanceDescription } from "@infrakit/spi/data";
import { messageOf } from "@infrakit/spi";
import type { GroupProperties } from "./group-properties.ts";
import { HealthRounds } from "./health-rounds.ts";
import { HintFollower } from "./hint-follower.ts";
import { askHealth, describeMembers, memberOf, type Observer } from "./observe.ts";
import type { Event } from "./plan/index.ts";
import type { Random, Timer } from "./seams.ts";

/** Least time between two looks that hints asked for. */
const hintGapMs = 20;

/** Whose instances are looked at, and who is told. */
export interface LookoutOptions {
  /** Its signal ends everything. */
  readonly observer: Observer & { readonly signal: AbortSignal };
  readonly random: Random;
  /** The group as it is when it is looked at. */
  readonly group: () => { readonly id: string; readonly properties: GroupProperties };
  readonly onEvent: (event: Event) => void;
}

/** Looks at the instances of a group whenever it is asked to, or a plugin hints: one describe at a time. */
export class Lookout {
  readonly #options: LookoutOptions;
  readonly #health: HealthRounds;
  readonly #hints: HintFollower;
  #instances: ReadonlyMap<string, InstanceDescription> = new Map();
  #isDescribing = false;
  #mustLookAgain = false;
  #hintTimer: Timer | undefined;
  #isHinted = false;

  constructor(options: LookoutOptions) {
    this.#options = options;
    const { observer, group, onEvent } = options;
    const { clock } = observer;
    this.#health = new HealthRounds({
      clock,
      ask: (instance) => askHealth(observer, group().properties, instance),
      onAnswers: (answers) => onEvent({ kind: "health-answered", at: clock.now(), answers }),
    });
    this.#hints = new HintFollower({ ...observer, onHint: () => this.#lookSoon() });
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

  get #isClosed(): boolean {
    return this.#options.observer.signal.aborted;
  }

  /** Hints may come in any number: the first is followed at once, those of the next moments together. */
  #lookSoon(): void {
    if (this.#isClosed) return;
    if (this.#hintTimer !== undefined) {
      this.#isHinted = true;
      return;
    }
    this.#isHinted = false;
    this.look();
    const { clock } = this.#options.observer;
    this.#hintTimer = clock.callAt(clock.now() + hintGapMs, () => {
      this.#hintTimer = undefined;
      if (this.#isHinted) this.#lookSoon();
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

  async #describeOnce(): Promise<void> {
    const { observer, random, group, onEvent } = this.#options;
    const { clock, isProtected } = observer;
    const { id, properties } = group();
    const sentAt = clock.now();
    // Whatever happens from here on is hinted at, or listed.
    this.#hints.follow(properties.instance.plugin);
    try {
      // Flavors are shown instances with their properties, as InfraKit shows them.
      const instances = await describeMembers(observer, { id, properties }, true);
      if (this.#isClosed) return;
      const members = instances.map((instance) => memberOf(instance, isProtected));
      this.#instances = new Map(instances.map((instance) => [instance.id, instance]));
      onEvent({ kind: "described", at: clock.now(), sentAt, members, jitter: random() });
      this.#health.begin(instances);
    } catch (error) {
      if (this.#isClosed) return;
      onEvent({ kind: "describe-failed", at: clock.now(), reason: messageOf(error) });
    }
  }

  #close(): void {
    this.#hintTimer?.cancel();
    this.#health.close();
    this.#hints.close();
  }
}
