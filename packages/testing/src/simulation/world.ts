import { groupTag, type GroupSpec, type InstanceDescription } from "@infrakit/spi/data";
import { CanaryWatch } from "./canary-watch.ts";
import { Fruitless } from "./fruitless.ts";
import type { Happening, WorldView } from "./happening.ts";
import { HealingWatch } from "./healing-watch.ts";
import { HeardWord } from "./heard-word.ts";
import { Hints } from "./hints.ts";
import type { History, Setting } from "./history.ts";
import { Knowledge } from "./knowledge.ts";
import { Life } from "./life.ts";
import { RollbackWatch } from "./rollback-watch.ts";
import type { Rule } from "./rules.ts";
import { isHealing } from "./rules-of-healing.ts";
import type { SimulatedController, SimulatedRecord } from "./seams.ts";
import { seededRandom } from "../seeded-random.ts";
import { SimulatedCalls } from "./simulated-calls.ts";
import { SimulatedClock } from "./simulated-clock.ts";
import { type SimulatedInstance, SimulatedInstances } from "./simulated-instances.ts";
import { UpdateBurden } from "./update-burden.ts";
import { mostOf, parseSpec, simulatedGroup, type Wanted } from "./wanted.ts";

/** How long a controller that cannot be opened is left alone before it is tried again. */
const reopenMs = 1000;

/** Opens a controller for one life, with all that it gets of the world. */
export type OpenLife = (world: World, life: Life) => Promise<SimulatedController>;

/** One world: a controller among plugins, with all that is true of it and what rules are broken. */
export class World implements WorldView {
  readonly setting: Setting;
  readonly clock: SimulatedClock = new SimulatedClock();
  readonly calls: SimulatedCalls;
  readonly instances: SimulatedInstances;
  readonly random: () => number;
  readonly journal: Map<string, SimulatedRecord> = new Map();
  readonly violations: Set<string> = new Set();
  knowledge: Knowledge = new Knowledge();
  life: Life;
  /** The controller of this life, once it is open. */
  controller: SimulatedController | undefined;
  wanted: readonly Wanted[] = [{ kind: "absent" }];
  most = 0;
  excused = 0;
  /** Words of operators that are on their way. */
  commands = 0;
  /** Questions of operators that have no answer yet. */
  questions = 0;
  /** Tells of the steps that are begun. */
  onStep: (happening: Happening) => void = () => undefined;
  readonly #open: OpenLife;
  readonly #rules: readonly Rule[];
  #downMs = 0;
  readonly fruitless: Fruitless = new Fruitless(() => this.now);
  readonly burden: UpdateBurden = new UpdateBurden(this);
  readonly canaries: CanaryWatch = new CanaryWatch(this);
  healing: HealingWatch = new HealingWatch(this);
  /** What tells of changes. */
  readonly hints: Hints;
  /** That the update has to wait. */
  readonly pause: HeardWord = new HeardWord();
  /** That creations are refused for good. */
  readonly refusal: HeardWord = new HeardWord();
  readonly rollbacks: RollbackWatch;
  #lastSaved = "";
  #hasLetGo = true;
  #isForgotten = false;

  constructor({ seed, setting }: History, open: OpenLife, rules: readonly Rule[]) {
    this.setting = setting;
    this.#open = open;
    this.#rules = rules;
    this.random = seededRandom(seed);
    this.calls = new SimulatedCalls(this.clock, this.random, setting);
    this.instances = new SimulatedInstances(() => this.clock.now(), this.random, setting);
    this.hints = new Hints(setting, this.random);
    this.rollbacks = new RollbackWatch(this.violations, setting.onFailure === "rollback");
    this.life = new Life(() => this.#onEnd());
  }

  get now(): number {
    return this.clock.now();
  }

  get alive(): ReadonlyMap<string, SimulatedInstance> {
    return this.instances.alive;
  }

  /** What this life saved last, or found; a record that was removed since tells what was begun before. */
  get savedText(): string {
    const record = this.journal.get(simulatedGroup);
    if (record !== undefined) this.#lastSaved = record.text;
    return this.#lastSaved;
  }

  get isForgotten(): boolean {
    return this.#isForgotten && this.commands === 0;
  }

  get isClear(): boolean {
    return this.wanted.length === 1 && this.commands === 0 && !this.burden.isExempt;
  }

  /** Opens a controller for a new life. One that cannot be opened is opened again a while later. */
  open(): void {
    this.controller = undefined;
    this.life = new Life(() => this.#onEnd());
    this.knowledge = new Knowledge();
    this.healing = new HealingWatch(this);
    this.#lastSaved = "";
    this.commands = 0;
    this.questions = 0;
    this.#beginAnew();
    const { life } = this;
    this.#open(this, life)
      .then((controller) => this.#opened(life, controller))
      .catch(() => this.kill(0, reopenMs));
  }

  /** Kills the controller so many crossings later; another is opened after a while. */
  kill(crossings: number, downMs: number): void {
    this.#downMs = downMs;
    this.life.endAfter(crossings);
  }

  /** Something happens: no rule may be broken by it. */
  happen(happening: Happening): void {
    this.burden.before(happening);
    for (const { name, check } of this.#rules) {
      const why = check(happening, this);
      if (why !== null) this.rollbacks.doubt(`${name}: ${why}`);
    }
    if (isHealing(happening, this) && !this.burden.isToldToGo(happening.id)) this.healing.heal(happening.id);
    this.healing.after(happening);
    this.canaries.after(happening);
    this.burden.after(happening);
    this.onStep(happening);
  }

  violate(name: string, why: string): void {
    this.violations.add(`${name}: ${why}`);
  }

  /** All that followed from one moment has settled. */
  async settled(): Promise<void> {
    if (!this.life.isAlive) return;
    if (this.setting.onFailure === "rollback") await this.#noticeRollback();
    if (this.calls.isQuiet(this.life)) {
      this.knowledge.quiet();
      this.burden.quiet(this.commands === 0);
      this.healing.quiet();
      this.refusal.quiet();
      if (this.commands === 0) this.pause.quiet();
      this.#isForgotten = this.#hasLetGo && this.commands === 0;
      this.#forgetMost();
    }
    this.burden.note();
  }

  /** An update to another version, of so many members, begins. */
  beginUpdate(version: string, size: number): void {
    this.canaries.begin(version, this.members().length - size);
  }

  /** The controller hears that a creation would be refused again. */
  hearRefusal(): void {
    if (this.commands === 0) this.refusal.hear();
  }

  /** An operator says something that makes the group one of these. */
  beginCommand(wanted: readonly Wanted[]): void {
    this.commands++;
    this.rollbacks.isRolledBack = false;
    this.#beginAnew();
    this.wanted = [...this.wanted, ...wanted];
    for (const each of wanted)
      if (each.kind === "kept") this.most = Math.max(this.most, mostOf(each, this.setting));
    if (!wanted.some(({ kind }) => kind === "kept")) return;
    this.#hasLetGo = false;
    this.#isForgotten = false;
  }

  /** The group was freed, and nothing that is on its way can be known to whoever watches it next. */
  letGo(): void {
    this.#hasLetGo = this.wanted.every(({ kind }) => kind === "absent");
    this.excused += this.calls.creating;
  }

  /** The clock jumps: deadlines may be over at once by which what was called lost was sure to have happened. */
  excuseLate(): void {
    this.excused += this.calls.late;
    this.healing.beginAnew();
    this.burden.forgetReplaced();
  }

  /** The controller hears how a destroy ended, or that nobody can tell. */
  hearEnd(id: string, isKnown: boolean): void {
    this.burden.hearEnd(id, isKnown);
    this.canaries.hearEnd(id);
    this.healing.hearEnd(id, isKnown);
  }

  /** The journal forgets the group. */
  forget(): void {
    void this.savedText;
    this.journal.delete(simulatedGroup);
    const destroyed = this.wanted.findIndex(({ kind }) => kind === "destroyed");
    if (destroyed < 0 || this.wanted.some(({ kind }) => kind === "absent")) return;
    this.wanted = this.wanted.slice(destroyed);
    this.happen({ kind: "forgets" });
  }

  /** The group is not watched: it was destroyed, unless it may have been freed. */
  findForgotten(): void {
    const mayBeFreed =
      this.wanted.every(({ kind }) => kind !== "destroyed") ||
      this.wanted.some(({ kind }) => kind === "absent");
    this.wanted = [{ kind: mayBeFreed ? "absent" : "destroyed" }];
  }

  /** What the controller keeps is what is wanted, whatever else was said. */
  findKept(specs: readonly GroupSpec[]): void {
    const [spec] = specs;
    if (spec !== undefined) this.wanted = [parseSpec(spec)];
  }

  /** The controller hears that the group is forgotten. */
  forgotten(): void {
    const [wanted, ...others] = this.wanted;
    if (wanted?.kind === "destroyed" && others.length === 0) this.#hasLetGo = true;
  }

  /** Instances that say that they are the group's. */
  members(): readonly SimulatedInstance[] {
    return [...this.alive.values()].filter(({ tags }) => tags[groupTag] === simulatedGroup);
  }

  /** What a list is in the eyes of its group. */
  membersOf(list: readonly InstanceDescription[]): readonly InstanceDescription[] {
    return list.filter(({ tags }) => tags[groupTag] === simulatedGroup);
  }

  #onEnd(): void {
    this.hints.endLife();
    this.controller = undefined;
    this.clock.callAt(this.now + this.#downMs, () => this.open());
  }

  async #opened(life: Life, controller: SimulatedController): Promise<void> {
    const [spec] = await controller.inspectGroups();
    if (!life.isAlive) return;
    this.rollbacks.believe();
    this.controller = controller;
    const remembered = spec === undefined ? null : parseSpec(spec);
    this.burden.inherit(this.savedText);
    this.happen({ kind: "remembers", wanted: remembered });
    const isDestroyed = this.wanted.some(({ kind }) => kind === "destroyed");
    if (remembered !== null && !isDestroyed) {
      this.rollbacks.remember(remembered, this.wanted);
      this.wanted = [remembered];
    }
    if (remembered === null) {
      this.findForgotten();
      this.#hasLetGo = true;
    }
  }

  /** Steps that were decided on before may still come, and count for nothing. */
  #beginAnew(): void {
    this.fruitless.forget();
    this.refusal.takeBack();
    this.burden.beginAnew();
    this.canaries.beginAnew();
    this.healing.beginAnew();
  }

  async #noticeRollback(): Promise<void> {
    if (this.commands > 0) return this.rollbacks.believe();
    const to = await this.rollbacks.notice(this.controller, this.wanted);
    const [before] = this.wanted;
    if (to === null || before?.kind !== "kept") return;
    this.happen({ kind: "goes back", from: before.version, to });
    this.rollbacks.believe();
    this.rollbacks.isRolledBack = true;
    this.wanted = [{ ...before, version: to }];
    this.canaries.stop();
    this.#beginAnew();
  }

  /** Nothing is under way, and there are not too many: what was wanted before is past. */
  #forgetMost(): void {
    const [wanted, ...others] = this.wanted;
    if (wanted?.kind !== "kept" || others.length > 0) return;
    const most = mostOf(wanted, this.setting);
    if (this.most === most || this.calls.creating > 0 || this.commands > 0) return;
    const count = [...this.alive.values()].filter(({ isStranger }) => !isStranger).length;
    if (count <= most) this.most = most;
  }
}
