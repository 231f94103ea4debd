import { type InstanceDescription, logicalIdTag, type Tags } from "@infrakit/spi/data";
import { type InstanceChange, messageOf } from "@infrakit/spi";
import { HealthRounds } from "./health-rounds.ts";
import { HintFollower } from "./hint-follower.ts";
import type { Ledger } from "./ledger.ts";
import type { LoopContext } from "./loop-context.ts";
import { askHealth, describeMembers, type HealthAnswer, memberOf, type Observer } from "./observe.ts";
import { Pace } from "./pace.ts";
import { compareIds, type Event, type Member } from "./plan/index.ts";
import type { Timer } from "./seams.ts";

/** Least time between two looks that hints asked for. */
const hintGapMs = 20;

/**
 * How old a list of others may be to be taken instead of one of the group's own, in intervals. With more than half of
 * one those who look at different moments end up looking at the same one: a list for each interval will do.
 */
const sharedAge = 2 / 3;

/**
 * For how many times as long as it took to tell answers of flavors no more are told. To note one takes as long as to note
 * ten thousand: of so many members they come in hundreds of small lots a second.
 */
const answersRestFor = 10;

/** Whose instances are looked at, and who is told. */
export interface LookoutOptions extends Pick<
  LoopContext,
  | "plugins"
  | "flavors"
  | "questionLots"
  | "clock"
  | "tickingClock"
  | "random"
  | "logger"
  | "isProtected"
  | "shared"
> {
  /** The group as it is when it is looked at, and how patient it is. */
  readonly ledger: Pick<Ledger, "commit" | "desired">;
  /** Ends everything. */
  readonly stop: AbortSignal;
  readonly onEvent: (event: Event) => void;
}

/** Looks at the instances of a group whenever it is asked to, or a plugin hints: one describe at a time. */
export class Lookout {
  readonly #options: LookoutOptions;
  readonly #observer: Observer;
  readonly #health: HealthRounds;
  readonly #telling: Pace;
  /** Not told yet. */
  #answers = new Map<string, HealthAnswer>();
  readonly #hints: HintFollower;
  #instances: ReadonlyMap<string, InstanceDescription> = new Map();
  #members: readonly Member[] = [];
  /** A shared list that says what is known already. */
  #unchanged: readonly InstanceDescription[] | undefined;
  #isDescribing = false;
  #mustLookAgain = false;
  #restTimer: Timer | undefined;
  #mustLookAfterRest = false;
  #lookTookMs = 0;
  #hasFailed = false;
  /** When the last list that was told was sent, or asked for in vain. */
  #sentAt = -Infinity;
  #isSharing = false;

  constructor(options: LookoutOptions) {
    this.#options = options;
    const { ledger, stop, clock, tickingClock, random } = options;
    this.#observer = { ...options, signal: stop };
    this.#health = new HealthRounds({
      clock: tickingClock,
      phase: random(),
      lots: options.questionLots,
      logger: options.logger,
      ask: (instance, until) =>
        askHealth(options.flavors, { properties: ledger.commit.properties, instance }, until),
      onAnswers: (answers) => this.#onAnswers(answers),
    });
    this.#telling = new Pace({ clock, run: () => this.#tellAnswers(), restsFor: () => answersRestFor });
    this.#hints = new HintFollower({ ...options, onHint: (change) => this.#onHint(change) });
    stop.addEventListener("abort", () => this.#close(), { once: true });
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

  /** Looks after a step, and then not for so many times as long as the last look took; 0: nothing else is under way. */
  lookAfterStep(restsFor: number): void {
    if (restsFor === 0) this.look();
    else this.#lookAndRest(restsFor * this.#lookTookMs);
  }

  get #group(): { readonly id: string; readonly plugin: string } {
    const { spec, properties } = this.#options.ledger.commit;
    return { id: spec.id, plugin: properties.instance.plugin };
  }

  get #isClosed(): boolean {
    return this.#options.stop.aborted;
  }

  /** Looks at once and then not for a while, and once more after it if it was asked to meanwhile. */
  #lookAndRest(restMs: number): void {
    if (this.#isClosed) return;
    this.#mustLookAfterRest = this.#restTimer !== undefined;
    if (this.#mustLookAfterRest) return;
    this.look();
    if (restMs === 0) return;
    const { clock } = this.#options;
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
    const { ledger, shared } = this.#options;
    const { id, plugin } = this.#group;
    const maxAgeMs = ledger.desired.policy.lookIntervalMs * sharedAge;
    const list = await shared.list(plugin, id, { sentAfter: this.#sentAt, maxAgeMs });
    this.#isSharing = false;
    // Whoever has looked by itself meanwhile knows more.
    if (this.#isClosed || this.#isDescribing) return;
    if (list === null || list.sentAt <= this.#sentAt || !this.#isAsBefore(list.instances)) return this.look();
    this.#tellMembers(list.sentAt);
  }

  #onHint({ id, ended }: InstanceChange): void {
    const { clock, onEvent } = this.#options;
    if (id !== undefined && ended !== undefined)
      onEvent({ kind: "ended", at: clock.now(), id, reason: ended });
    this.#lookAndRest(hintGapMs);
  }

  #isAsBefore(instances: readonly InstanceDescription[]): boolean {
    if (instances === this.#unchanged) return true;
    const listed = new Set(instances.map(({ id }) => id));
    const isSameList =
      instances.length === this.#instances.size &&
      listed.size === instances.length &&
      instances.every((instance) => isSame(instance, this.#instances.get(instance.id)));
    if (isSameList) this.#unchanged = instances;
    return isSameList;
  }

  async #describeOnce(): Promise<void> {
    const { ledger, clock, onEvent } = this.#options;
    const { spec, properties } = ledger.commit;
    const sentAt = clock.now();
    // Whatever happens from here on is hinted at, or listed.
    this.#hints.follow(properties.instance.plugin);
    try {
      // Flavors are shown instances with their properties, as InfraKit shows them.
      const instances = await describeMembers(this.#observer, { id: spec.id, properties }, true);
      this.#lookTookMs = clock.now() - sentAt;
      if (this.#isClosed) return;
      // Whoever is new is asked for first: the rest is done while the flavor thinks.
      const { lookIntervalMs: intervalMs, minHealthyMs: watchMs } = ledger.desired.policy;
      this.#health.follow(instances, { intervalMs, watchMs });
      if (instances.some(({ id }) => !this.#instances.has(id)))
        await new Promise<void>((resolve) => clock.callSoon(resolve));
      if (!this.#isClosed) this.#tell(instances, sentAt);
    } catch (error) {
      if (this.#isClosed) return;
      this.#hasFailed = true;
      this.#sentAt = sentAt;
      onEvent({ kind: "describe-failed", at: clock.now(), reason: messageOf(error) });
    }
  }

  #tell(instances: readonly InstanceDescription[], sentAt: number): void {
    const { isProtected, shared } = this.#options;
    const { id, plugin } = this.#group;
    this.#unchanged = undefined;
    this.#instances = new Map(instances.map((instance) => [instance.id, instance]));
    this.#members = instances
      .map((instance) => memberOf(instance, isProtected))
      .sort((a, b) => compareIds(a.id, b.id));
    this.#tellMembers(sentAt);
    shared.join(plugin, id, instances.length);
    // Of those who are not known to be there no health is known.
    if (this.#hasFailed) this.#health.tellAgain();
    this.#hasFailed = false;
  }

  #tellMembers(sentAt: number): void {
    const { clock, random, onEvent } = this.#options;
    this.#sentAt = sentAt;
    const members = this.#members;
    onEvent({ kind: "described", at: clock.now(), sentAt, members, jitter: random() });
  }

  #onAnswers(answers: ReadonlyMap<string, HealthAnswer>): void {
    for (const [id, answer] of answers) this.#answers.set(id, answer);
    this.#telling.ask();
  }

  #tellAnswers(): void {
    const answers = this.#answers;
    this.#answers = new Map();
    this.#options.onEvent(healthAnswered(answers, this.#options.clock.now()));
  }

  #close(): void {
    this.#restTimer?.cancel();
    this.#telling.cancel();
    this.#health.close();
    this.#hints.close();
    const { id, plugin } = this.#group;
    this.#options.shared.leave(plugin, id);
  }
}

function healthAnswered(told: ReadonlyMap<string, HealthAnswer>, at: number): Event {
  const answers = new Map([...told].map(([id, { health }]) => [id, health]));
  const errors = new Map([...told].flatMap(([id, { error }]) => (error === null ? [] : [[id, error]])));
  return { kind: "health-answered", at, answers, errors };
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
