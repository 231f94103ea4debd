import type { Health } from "@infrakit/spi/data";
import type { Happening, HealingView, WorldView } from "./happening.ts";
import { amountOf } from "./wanted.ts";

type Surroundings = Pick<WorldView, "now" | "alive" | "own" | "wanted" | "setting" | "knowledge"> & {
  readonly everFailed: Set<string>;
};

/** Fewer members than these say nothing of whoever observes them. */
const leastSuspicious = 3;

/** What was said of an instance. */
interface Answer {
  readonly health: Health;
  readonly since: number;
  /** When it was no longer called healthy; `null` if it still is, or never was. */
  readonly turnedAt: number | null;
}

/** What one life of a controller was told of the health of members, and whom it has taken away for it. */
export class HealingWatch implements HealingView {
  readonly #world: Surroundings;
  /** What was said of each last, and since when without a break. */
  readonly #answers = new Map<string, Answer>();
  /** Those that were ill for long enough when steps under way may have been decided on. */
  readonly #wereIll = new Set<string>();
  /** Those that were ill for long enough since an operator has spoken. */
  readonly #failed = new Set<string>();
  /** Those that had failed before: they may go. */
  readonly #released = new Set<string>();
  /** Those that go for their health, until the controller has heard an end. */
  readonly #ending = new Set<string>();
  /** Successors of those that went for their health which are still to come. */
  #owed = 0;
  /** Those that were made for them. */
  readonly #successors = new Set<string>();
  #wasDark = false;

  constructor(world: Surroundings) {
    this.#world = world;
  }

  /** How many are away for their health, at least. */
  get away(): number {
    const { own, wanted } = this.#world;
    const size = wanted[0]?.kind === "kept" ? wanted[0].size : 0;
    const left = own.filter(({ id }) => !this.#ending.has(id));
    const starting = [...this.#successors].filter((id) => this.#isStarting(id)).length;
    return Math.max(this.#ending.size, Math.min(this.#owed, size - left.length) + starting);
  }

  /** Whether it was so dark that the observer is to be suspected, ever since steps under way were decided on. */
  get isDark(): boolean {
    return this.#wasDark && this.#isDarkNow();
  }

  /** Members that have failed and should be kept, as far as there is room for evidence. */
  get failed(): ReadonlySet<string> {
    for (const id of this.#answers.keys()) if (this.#isIllNow(id)) this.#noteFailed(id);
    return this.#failed;
  }

  /** Whether it was ill for long enough at any time. */
  hasEverFailed(id: string): boolean {
    if (this.#isIllNow(id)) this.#noteFailed(id);
    return this.#world.everFailed.has(id);
  }

  /** Whether the controller may have called it ill for long enough. */
  mayHeal(id: string): boolean {
    return this.#wereIll.has(id) || this.#isIllNow(id);
  }

  /** The controller hears of the health of an instance, or that nobody can tell. */
  hear(id: string, health: Health): void {
    if (this.#isIllNow(id)) {
      this.#wereIll.add(id);
      this.#noteFailed(id);
    }
    const before = this.#answers.get(id);
    if (health === "healthy") this.#successors.delete(id);
    if (before?.health !== health) this.#answers.set(id, this.#answer(health, before));
    this.#wasDark &&= this.#isDarkNow();
  }

  /** The controller hears how a destroy ended, or that nobody can tell. */
  hearEnd(id: string, isKnown: boolean): void {
    if (this.#ending.delete(id) && isKnown && this.#world.alive.has(id)) this.#owed--;
  }

  /** One goes for its health. */
  heal(id: string): void {
    this.#ending.add(id);
    this.#owed++;
  }

  /** Something has happened. */
  after(happening: Happening): void {
    if (happening.kind !== "instance is born" || this.#owed === 0) return;
    this.#owed--;
    this.#successors.add(happening.instance.id);
  }

  /** No step is on its way: what is decided from now on is decided on what is known now. */
  quiet(): void {
    this.#wereIll.clear();
    this.#wasDark = this.#isDarkNow();
  }

  /** Whoever was away is waited for no more, and whoever has failed is no evidence any more. */
  beginAnew(): void {
    for (const id of this.failed) this.#released.add(id);
    this.#failed.clear();
    this.#ending.clear();
    this.#successors.clear();
    this.#owed = 0;
  }

  #answer(health: Health, before: Answer | undefined): Answer {
    const since = this.#world.now;
    if (health === "healthy") return { health, since, turnedAt: null };
    return { health, since, turnedAt: before?.health === "healthy" ? since : (before?.turnedAt ?? null) };
  }

  #noteFailed(id: string): void {
    this.#world.everFailed.add(id);
    if (!this.#released.has(id)) this.#failed.add(id);
  }

  #isIllNow(id: string): boolean {
    const answer = this.#answers.get(id);
    const { healAfterMs } = this.#world.setting;
    if (answer?.health !== "unhealthy" || healAfterMs === null) return false;
    return answer.since + healAfterMs <= this.#world.now;
  }

  /** Whether it has never been healthy, and may still become so. What an update makes beyond the size is excused. */
  #isStarting(id: string): boolean {
    const { alive, now, setting } = this.#world;
    const { healAfterMs, maxSurge } = setting;
    const bornAt = alive.get(id)?.bornAt ?? -Infinity;
    return maxSurge === 0 && healAfterMs !== null && now < bornAt + healAfterMs;
  }

  /**
   * Whether nobody is healthy, or so many turned at about the same time: then their observer is to be suspected.
   */
  #isDarkNow(): boolean {
    const { knowledge, wanted, setting } = this.#world;
    const [first] = wanted;
    if (setting.freezeAbove === null || first?.kind !== "kept") return false;
    const most = Math.max(leastSuspicious - 1, amountOf(setting.freezeAbove, first.size));
    const isNobodyHealthy = knowledge.listed.every((id) => this.#answers.get(id)?.health !== "healthy");
    return (isNobodyHealthy ? knowledge.listed.length : this.#countTurned()) > most;
  }

  /** How many were no longer called healthy within one interval of looks, at most. */
  #countTurned(): number {
    const { knowledge, setting } = this.#world;
    const moments = knowledge.listed.flatMap((id) => this.#answers.get(id)?.turnedAt ?? []);
    const together = moments.map(
      (from) => moments.filter((at) => at >= from && at <= from + setting.pollIntervalMs).length,
    );
    return Math.max(0, ...together);
  }
}
