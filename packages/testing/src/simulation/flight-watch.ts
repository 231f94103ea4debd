import { findSlotTag, type InstanceDescription } from "@infrakit/spi/data";
import type { FlightView, Happening, WorldView } from "./happening.ts";
import type { Setting } from "./history.ts";
import type { SimulatedInstance } from "./simulated-instances.ts";

/** When a controller gives up a step that gets no answer. */
const givenUpMs = 600_000;

/** The steps that a controller has begun for one group and that have not ended, as far as its calls tell. */
export class FlightWatch implements FlightView {
  readonly #world: Pick<WorldView, "now" | "alive" | "setting">;
  /** When each was begun: creations by their tokens, all others by their instances. */
  readonly #begun = new Map<string, number>();
  /** Creations among them, and those of these that a list has shown. */
  readonly #creations = new Set<string>();
  readonly #listed = new Set<string>();
  /** Those that were drained, and were not told to go since. */
  readonly #drained = new Set<string>();

  #jumpedAt = -Infinity;

  constructor(world: Pick<WorldView, "now" | "alive" | "setting">) {
    this.#world = world;
  }

  /** How many are under way, but for creations that only have no answer yet. */
  get count(): number {
    return this.#countSince((key) => (this.#listed.has(key) ? 0 : givenUpMs));
  }

  /** How many creations are under way: those without an answer count until nobody waits for it. */
  get creations(): number {
    const { now, setting } = this.#world;
    const { createDeadlineMs } = setting;
    // Of what was decided on before the clock jumped nobody may wait for an answer any more.
    if (now - this.#jumpedAt < createDeadlineMs) return this.count;
    return this.#countSince((key) => {
      if (!this.#creations.has(key)) return 0;
      return this.#listed.has(key) ? createDeadlineMs : givenUpMs;
    });
  }

  /** Forgets drains and destroys that the controller has given up by now; whether there is one. */
  giveUp(): boolean {
    const late = [...this.#begun]
      .filter(([key, at]) => this.#world.now - at >= givenUpMs && !this.#creations.has(key))
      .map(([key]) => key);
    for (const key of late) this.#begun.delete(key);
    return late.length > 0;
  }

  /** The clock has jumped. */
  jump(): void {
    this.#jumpedAt = this.#world.now;
  }

  isDrained(id: string): boolean {
    return this.#drained.has(id);
  }

  /** Whether something is a step that counts: that an update drains the instance that its controller runs on does not. */
  isStep(happening: Happening): boolean {
    return this.#keyOf(happening) !== null;
  }

  /** Something is about to be judged. */
  before(happening: Happening): void {
    const key = this.#keyOf(happening);
    if (key === null) return;
    this.#begun.set(key, this.#world.now);
    if (happening.kind === "creates") this.#creations.add(key);
  }

  /** Something was judged. */
  after(happening: Happening): void {
    if (happening.kind === "destroys") this.#drained.delete(happening.id);
  }

  /** A list shows what was made. */
  list(members: readonly InstanceDescription[]): void {
    for (const { tags } of members) this.#listed.add(findSlotTag(tags)?.token ?? "");
  }

  /** The controller hears how a creation or a destroy ended. */
  end(key: string): void {
    this.#begun.delete(key);
  }

  /** The controller hears how a drain ended. */
  endDrain(id: string, isDrained: boolean): void {
    this.end(id);
    if (isDrained) this.#drained.add(id);
  }

  #countSince(forMs: (key: string) => number): number {
    const { now } = this.#world;
    return [...this.#begun].filter(([key, at]) => now - at < forMs(key)).length;
  }

  #keyOf(happening: Happening): string | null {
    const { alive, setting } = this.#world;
    switch (happening.kind) {
      case "creates":
        return findSlotTag(happening.tags)?.token ?? null;
      case "destroys":
        return happening.id;
      case "drains":
        return isSelf(alive.get(happening.id), setting) ? null : happening.id;
      default:
        return null;
    }
  }
}

/** Whether an instance is the one that the controller runs on. */
export function isSelf(instance: SimulatedInstance | undefined, { self }: Setting): boolean {
  return self !== null && instance?.logicalId === self;
}
