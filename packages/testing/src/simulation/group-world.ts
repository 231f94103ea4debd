import { groupTag, type GroupSpec, type InstanceDescription } from "@infrakit/spi/data";
import { CanaryWatch } from "./canary-watch.ts";
import { Excuses } from "./excuses.ts";
import { FlightWatch } from "./flight-watch.ts";
import { Fruitless } from "./fruitless.ts";
import type { Happening, WorldView } from "./happening.ts";
import { HealingWatch } from "./healing-watch.ts";
import { HeardWord } from "./heard-word.ts";
import type { Setting } from "./history.ts";
import { Judge } from "./judge.ts";
import { Knowledge } from "./knowledge.ts";
import type { Life } from "./life.ts";
import { namesakesOf } from "./namesakes.ts";
import { Purpose } from "./purpose.ts";
import { RollbackWatch } from "./rollback-watch.ts";
import type { Rule } from "./rules.ts";
import { isHealing } from "./rules-of-healing.ts";
import type { SimulatedController, SimulatedRecord } from "./seams.ts";
import type { SimulatedCalls } from "./simulated-calls.ts";
import type { SimulatedInstance, SimulatedInstances } from "./simulated-instances.ts";
import { SpreadWatch } from "./spread-watch.ts";
import { StartWatch } from "./start-watch.ts";
import { UpdateBurden } from "./update-burden.ts";
import { parseSpec, type Wanted } from "./wanted.ts";

/** What a group shares with the other groups of its world. */
export interface SharedWorld {
  readonly now: number;
  readonly setting: Setting;
  readonly life: Life;
  readonly controller: SimulatedController | undefined;
  /** Whether one that was succeeded may still do what it had saved. */
  readonly hasPredecessor: boolean;
  readonly calls: SimulatedCalls;
  readonly instances: SimulatedInstances;
  readonly journal: Map<string, SimulatedRecord>;
  readonly violations: Set<string>;
}

/** One group of a world, with all that is true of it; what rules are broken is told to its world. */
export class GroupWorld implements WorldView {
  readonly id: string;
  readonly world: SharedWorld;
  knowledge: Knowledge = new Knowledge();
  /** Tells of the steps that are begun. */
  onStep: (happening: Happening) => void = () => undefined;
  readonly fruitless: Fruitless = new Fruitless(() => this.now);
  readonly burden: UpdateBurden = new UpdateBurden(this);
  readonly canaries: CanaryWatch = new CanaryWatch(this);
  flight: FlightWatch = new FlightWatch(this);
  readonly starts: StartWatch = new StartWatch(this);
  /** Members that were ill for long enough once, in whatever life: they may be kept as evidence. */
  readonly everFailed: Set<string> = new Set();
  readonly spread: SpreadWatch = new SpreadWatch(this);
  healing: HealingWatch = new HealingWatch(this);
  /** That the update has to wait. */
  readonly pause: HeardWord = new HeardWord();
  /** That creations are refused for good. */
  readonly refusal: HeardWord = new HeardWord();
  readonly rollbacks: RollbackWatch;
  /** What could not be known. */
  readonly excuses: Excuses = new Excuses();
  /** What it is meant to be. */
  readonly purpose: Purpose;
  readonly #judge: Judge;
  #lastSaved = "";

  constructor(id: string, world: SharedWorld, rules: readonly Rule[]) {
    this.id = id;
    this.world = world;
    this.purpose = new Purpose(world.setting);
    this.rollbacks = new RollbackWatch(world.violations, world.setting.onFailure === "rollback");
    this.#judge = new Judge(rules, this, world.violations);
  }

  get now(): number {
    return this.world.now;
  }

  get setting(): Setting {
    return this.world.setting;
  }

  get alive(): ReadonlyMap<string, SimulatedInstance> {
    return this.world.instances.alive;
  }

  get own(): readonly SimulatedInstance[] {
    return [...this.alive.values()].filter(({ group }) => group === this.id);
  }

  get wanted(): readonly Wanted[] {
    return this.purpose.wanted;
  }

  get most(): number {
    return this.purpose.most;
  }

  get excused(): number {
    return this.excuses.count;
  }

  /** What this life saved last, or found; a record that was removed since tells what was begun before. */
  get savedText(): string {
    const record = this.world.journal.get(this.id);
    if (record !== undefined) this.#lastSaved = record.text;
    return this.#lastSaved;
  }

  namedBy(instance: string): string | null {
    const quoted = JSON.stringify(instance);
    const records = [...this.world.journal.values()].filter(({ text }) => text.includes(quoted));
    return records.find(({ id }) => id !== this.id)?.id ?? null;
  }

  get isForgotten(): boolean {
    return this.purpose.isForgotten;
  }

  get isClear(): boolean {
    return this.purpose.isClear && !this.burden.isExempt;
  }

  /** A new life of the controller begins. */
  beginLife(): void {
    this.knowledge = new Knowledge();
    this.healing.beginAnew();
    this.healing = new HealingWatch(this);
    this.flight = new FlightWatch(this);
    // What was heard last may not have been saved.
    this.spread.release();
    this.#lastSaved = "";
    this.purpose.beginLife();
    this.#beginAnew();
  }

  /** The controller is open, and says what it keeps of the group. */
  opened(spec: GroupSpec | undefined): void {
    this.rollbacks.believe();
    const remembered = spec === undefined ? null : parseSpec(spec);
    this.burden.inherit(this.savedText);
    this.happen({ kind: "remembers", wanted: remembered });
    if (remembered === null) this.purpose.findUnknown();
    else if (!this.wanted.some(({ kind }) => kind === "destroyed")) {
      this.rollbacks.remember(remembered, this.wanted);
      this.purpose.wanted = [remembered];
    }
  }

  /** Something happens: no rule may be broken by it. */
  happen(happening: Happening): void {
    this.burden.before(happening);
    this.flight.before(happening);
    // What is given up has failed, and the update with it.
    if (this.flight.giveUp()) this.starts.excuse();
    this.#judge.judge(happening);
    if (isHealing(happening, this) && !this.burden.isToldToGo(happening.id)) this.healing.heal(happening.id);
    this.healing.after(happening);
    this.canaries.after(happening);
    this.burden.after(happening);
    this.flight.after(happening);
    this.starts.after(happening);
    this.onStep(happening);
  }

  violate(name: string, why: string): void {
    this.#judge.violate(name, why);
  }

  /** All that followed from one moment has settled. */
  async settled(): Promise<void> {
    const { life, calls } = this.world;
    if (!life.isAlive) return;
    if (this.setting.onFailure === "rollback") await this.#noticeRollback();
    if (calls.isQuiet(life, this.id)) this.#quiet();
    this.burden.note();
  }

  /** An update to another version, of so many members, begins. */
  beginUpdate(version: string, size: number): void {
    this.canaries.begin(version, this.members().length - size);
  }

  /** The controller hears that a creation would be refused again. */
  hearRefusal(): void {
    this.starts.excuse();
    if (this.purpose.commands === 0) this.refusal.hear();
  }

  /** An operator says something that makes the group one of these. */
  beginCommand(wanted: readonly Wanted[]): void {
    this.rollbacks.isRolledBack = false;
    this.#beginAnew();
    this.purpose.beginCommand(wanted);
  }

  /** The group was freed, and nothing that is on its way can be known to whoever watches it next. */
  letGo(): void {
    this.purpose.letGo();
    this.flight = new FlightWatch(this);
    const { hasPredecessor, calls } = this.world;
    this.excuses.giveUp(hasPredecessor ? this.most : calls.creating(this.id));
  }

  /** The clock has jumped: those that nobody waits for any more may still come. */
  excuseLate(): void {
    this.excuses.giveUp(this.world.calls.late(this.id, this.now - this.setting.createDeadlineMs));
    this.healing.beginAnew();
    this.burden.forgetReplaced();
    this.flight.jump();
  }

  /** The controller hears how a destroy ended, or that nobody can tell. */
  hearEnd(id: string, isKnown: boolean): void {
    this.flight.end(id);
    this.burden.hearEnd(id, isKnown);
    this.canaries.hearEnd(id);
    this.healing.hearEnd(id, isKnown);
  }

  /** The controller hears how a drain ended. */
  hearDrained(id: string, isDrained: boolean): void {
    this.flight.endDrain(id, isDrained);
    if (isDrained) return;
    this.burden.hearNotDrained(id);
    this.starts.excuse();
  }

  /** The journal forgets the group. */
  forget(): void {
    void this.savedText;
    this.world.journal.delete(this.id);
    if (this.purpose.forget()) this.happen({ kind: "forgets" });
  }

  /** Instances that say that they are the group's. */
  members(): readonly SimulatedInstance[] {
    return [...this.alive.values()].filter(({ tags }) => tags[groupTag] === this.id);
  }

  /** What a list is in the eyes of its group. */
  membersOf(list: readonly InstanceDescription[]): readonly InstanceDescription[] {
    return list.filter(({ tags }) => tags[groupTag] === this.id);
  }

  /** No step is on its way: what is decided from now on is decided on what is known now. */
  #quiet(): void {
    const { commands } = this.purpose;
    this.knowledge.quiet();
    this.burden.quiet(commands === 0);
    this.healing.quiet();
    // Who is still to come was asked for before: an update that was stopped may have to give him up again.
    if (commands === 0 && this.world.calls.creating(this.id) === 0) this.spread.quiet();
    this.starts.quiet();
    this.refusal.quiet();
    if (commands === 0) this.pause.quiet();
    this.purpose.quiet();
    this.#forgetMost();
  }

  /** Steps that were decided on before may still come, and count for nothing. */
  #beginAnew(): void {
    this.fruitless.forget();
    this.refusal.takeBack();
    this.starts.beginAnew();
    this.burden.beginAnew();
    this.canaries.beginAnew();
    this.healing.beginAnew();
  }

  async #noticeRollback(): Promise<void> {
    if (this.purpose.commands > 0) return this.rollbacks.believe();
    const to = await this.rollbacks.notice(this.id, this.world.controller, this.wanted);
    const [before] = this.wanted;
    if (to === null || before?.kind !== "kept") return;
    this.happen({ kind: "goes back", from: before.version, to });
    this.rollbacks.believe();
    this.rollbacks.isRolledBack = true;
    this.purpose.wanted = [{ ...before, version: to }];
    this.canaries.stop();
    this.spread.stop();
    this.#beginAnew();
  }

  /** Nothing is under way, and there are not too many: what was wanted before is past. */
  #forgetMost(): void {
    const { own, world } = this;
    if (world.hasPredecessor || world.calls.creating(this.id) > 0) return;
    if (!this.purpose.forgetMost(own.length)) return;
    // Of one that is not listed yet the controller cannot know that it has come, and one on its way out is not gone.
    const isKnown = ({ id }: SimulatedInstance): boolean =>
      this.knowledge.listed.includes(id) && !this.burden.isToldToGo(id);
    // Of two under one logical id one came too late.
    const isAlone = (instance: SimulatedInstance): boolean => namesakesOf(instance, own).length < 2;
    if (own.every((instance) => isKnown(instance) && isAlone(instance))) this.excuses.settle();
  }
}
