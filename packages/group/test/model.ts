import type { Health } from "@infrakit/spi/data";
import {
  committed,
  type Desired,
  desiredSize,
  type Event,
  fold,
  type Member,
  noProgress,
  type Observed,
  observedAfter,
  type Plan,
  type PlanInput,
  planNext,
  type Policy,
  type Progress,
  type Step,
  type StepOutcome,
  versionBefore,
} from "../src/plan/index.ts";
import { Agenda, type Task } from "./agenda.ts";
import {
  canBeHealed,
  drawDesired,
  drawPolicy,
  hashFor,
  type Instance,
  memberOf,
  newborn,
  reversed,
  unrestOf,
} from "./model-instance.ts";
import { commandFor, startedWith, UpdateWatch } from "./model-update.ts";
import type { History, Planner } from "./history.ts";
import { seededRandom } from "@infrakit/testing";

/** How long a model instance takes to become healthy, at most. */
const slowestStartMs = 5000;

/** Faults stop here; what follows must lead to rest. */
const faultsEndMs = 120_000;

/** By then every history must be at rest. */
const historyEndMs = 1_800_000;

/**
 * One history of a controller in a world that fails honestly: calls are refused, lose their answers, hang or
 * come late; lists fail or lag; instances die; specs change; the controller is killed between any two steps
 * and goes on from what it saved. One seed, one history.
 */
export function runHistory(seed: number, planner: Planner = planNext): History {
  return new Model(seed, planner).run();
}

class Model {
  readonly #random: () => number;
  readonly #planner: Planner;
  readonly #agenda = new Agenda();
  readonly #instances = new Map<string, Instance>();
  readonly #violations = new Set<string>();
  readonly #steps: Record<string, number> = {};
  readonly #faults: Record<string, number> = {};
  readonly #isNamed: boolean;
  readonly #policy: Policy;
  #now = 0;
  #life = 0;
  #lastId = 0;
  #noLieBefore = 0;
  #desired: Desired;
  #largest: number;
  #progress: Progress = noProgress;
  #observed: Observed = { kind: "unknown", reason: "not asked yet" };
  #saved: Progress = noProgress;
  /** The version that the group converged to last. */
  #converged: string | null = null;
  #savedConverged: string | null = null;
  readonly #watch = new UpdateWatch();
  #isOperatorComing = false;
  #isDescribing = false;
  #mustLook = false;
  #wake: Task | undefined;
  #last: Plan | undefined;
  #isGone = false;

  constructor(seed: number, planner: Planner) {
    this.#random = seededRandom(seed);
    this.#planner = planner;
    this.#isNamed = this.#chance(0.3);
    this.#policy = drawPolicy(this.#random, this.#isNamed);
    this.#desired = this.#draw("v0");
    this.#largest = desiredSize(this.#desired) + this.#policy.maxSurge;
  }

  run(): History {
    for (let at = this.#random() * 10_000; at < faultsEndMs; at += this.#random() * 20_000) {
      this.#schedule(at, null, () => this.#disturb());
    }
    if (this.#chance(0.3)) this.#schedule(this.#random() * 2 * faultsEndMs, null, () => this.#destroyGroup());
    this.#look();
    for (let task = this.#next(); task !== undefined && !this.#isOver(task.at); task = this.#next()) {
      this.#now = task.at;
      if (task.life === null || task.life === this.#life) task.run();
    }
    return {
      violations: [...this.#violations],
      steps: this.#steps,
      faults: this.#faults,
      unrest: this.#unrest(),
    };
  }

  /** Rest is rest: two quiet minutes after the last fault show that nothing more comes. */
  #isOver(at: number): boolean {
    if (at > historyEndMs) return true;
    return at > faultsEndMs + 120_000 && this.#last?.status.phase === "converged" && this.#unrest() === "";
  }

  #disturb(): void {
    const kind = this.#random();
    if (kind < 0.2) this.#kill();
    else if (kind < 0.28) this.#makeIll();
    else if (kind < 0.3) this.#failObserver();
    else if (kind < 0.5) this.#change();
    else if (kind < 0.6) this.#tellToGo();
    else if (kind < 0.75) this.#crash();
    else if (kind < 0.85)
      this.#tell(this.#oneOf(["pause", "resume", "abort", "promote"] as const) ?? "pause");
    else if (kind < 0.9) this.#replaceSome();
    else this.#look();
  }

  #kill(): void {
    const alive = [...this.#instances.values()];
    const victim = this.#oneOf(alive);
    if (victim === undefined) return;
    this.#count("an instance dies");
    this.#instances.delete(victim.id);
  }

  #makeIll(): void {
    const well = [...this.#instances.values()].filter((each) => !each.isIll && canBeHealed(each));
    const victim = this.#oneOf(well);
    if (victim === undefined || this.#instances.size - well.length > 1) return;
    this.#count("an instance falls ill");
    victim.isIll = true;
  }

  /** Whoever asks for health is told that all are unhealthy. */
  #failObserver(): void {
    this.#count("the observer fails");
    this.#watch.observerFailsUntil(this.#now, this.#now + 40_000 + this.#random() * 20_000);
  }

  #change(): void {
    this.#count("another spec is committed");
    const [hash = ""] = this.#desired.hashes;
    const former = (this.#chance(0.2) ? versionBefore(this.#desired) : null) ?? `v${this.#now}`;
    this.#commit(this.#draw(this.#chance(0.7) ? former : hash));
  }

  #commit(given: Desired): void {
    const desired = { ...given, convergedTo: this.#converged };
    const event = committed(this.#desired, desired, this.#now);
    if (!this.#become(desired, [event])) return;
    this.#watch.committed(event.isSameVersion, event.isRollback);
  }

  #tell(command: Extract<Event, { kind: "told" }>["command"]): void {
    if (!this.#become(this.#desired, [{ kind: "told", at: this.#now, command }])) return;
    this.#count(`the operator says ${command}`);
    this.#watch.told(command);
  }

  #replaceSome(): void {
    const candidates = this.#listed().filter(
      ({ isProtected, isLeaving, logicalId }) =>
        !isProtected && !isLeaving && (logicalId === null || logicalId !== this.#desired.self),
    );
    const instance = this.#oneOf(candidates);
    if (instance === undefined) return;
    const ids = [instance.id];
    if (!this.#become(this.#desired, [{ kind: "told-to-replace", at: this.#now, ids }])) return;
    this.#count("an instance is to be replaced");
    this.#watch.replaced.add(instance.id);
  }

  /** Whom an operator can name. */
  #listed(): readonly Instance[] {
    return [...this.#instances.values()].filter(({ id }) => this.#progress.seen.has(id));
  }

  /** Sooner or later somebody sees an update that waits for a word. */
  #callOperator({ blocked }: Plan): void {
    const command = commandFor(blocked, this.#random);
    if (command === null || this.#isOperatorComing) return;
    this.#isOperatorComing = true;
    this.#schedule(this.#now + this.#random() * 30_000, null, () => {
      this.#isOperatorComing = false;
      if (this.#isGone) return;
      if (command === "commit") this.#commit(this.#desired);
      else this.#tell(command);
      this.#look();
    });
  }

  /** What the planner concludes is remembered, or done. */
  #follow({ verdict }: Plan, input: PlanInput): void {
    if (verdict === null) return;
    if (verdict.kind === "roll-back") return this.#undo();
    if (verdict.kind === "proven" || verdict.kind === "held") {
      this.#learn({ ...verdict, at: this.#now });
      return this.#save();
    }
    this.#count(`an update is ${verdict.kind}`);
    if (verdict.kind === "failed") {
      this.#learn({ kind: "update-failed", at: this.#now, failure: verdict.failure });
    } else {
      for (const what of this.#watch.converged(input)) this.#violations.add(what);
      this.#converged = this.#desired.hashes[0] ?? "";
      this.#desired = { ...this.#desired, convergedTo: this.#converged };
      this.#learn({ kind: "converged", at: this.#now });
    }
    this.#later(0, () => this.#plan());
  }

  #undo(): void {
    this.#later(0, () => {
      const former = versionBefore(this.#desired);
      if (former === null || this.#progress.updateFailure === null || this.#progress.isRollback) return;
      this.#count("an update is rolled back");
      this.#commit({ ...this.#desired, hashes: [former] });
      this.#later(1000, () => this.#plan());
    });
  }

  /** As `destroyInstances()` does: a sized group gets smaller by those that were not on their way out. */
  #tellToGo(): void {
    const candidates = this.#listed().filter(({ isProtected }) => !isProtected);
    const instance = this.#oneOf(candidates);
    if (instance === undefined || this.#desired.destroying) return;
    const { leaving, tombstones } = this.#progress;
    const isGoing = leaving.has(instance.id) || tombstones.some(({ id }) => id === instance.id);
    this.#count("an instance is told to go");
    const { slots } = this.#desired;
    const size = Math.max(0, desiredSize(this.#desired) - (isGoing ? 0 : 1));
    this.#become({ ...this.#desired, slots: slots.kind === "sized" ? { ...slots, size } : slots }, [
      { kind: "told-to-go", at: this.#now, ids: isGoing ? [] : [instance.id] },
    ]);
  }

  #destroyGroup(): void {
    this.#count("the group is destroyed");
    const desired = { ...this.#desired, destroying: true };
    const isTaken = this.#become(desired, [{ kind: "told-to-destroy", at: this.#now }]);
    if (isTaken) this.#look();
    else this.#schedule(this.#now + 1000, null, () => this.#destroyGroup());
  }

  /** What the group is to become is saved first; if that fails, or if it is being destroyed, nothing changes. */
  #become(desired: Desired, events: readonly Event[]): boolean {
    if (this.#desired.destroying || this.#fault(0.1, "a save fails")) return false;
    this.#desired = desired;
    this.#largest = Math.max(this.#largest, desiredSize(desired) + this.#policy.maxSurge);
    for (const event of events) this.#learn(event);
    // Who was surplus once, and could not be destroyed, may be wanted again.
    const going = new Set([...this.#progress.leaving, ...this.#progress.tombstones.map(({ id }) => id)]);
    for (const instance of this.#instances.values()) instance.isLeaving = going.has(instance.id);
    this.#save();
    // What the caller remembers of it comes first.
    this.#later(0, () => this.#plan());
    return true;
  }

  /** What was sent still happens; nobody hears of it. */
  #crash(): void {
    if (this.#isGone) return;
    this.#count("the controller is killed");
    this.#life++;
    this.#isDescribing = false;
    this.#mustLook = false;
    this.#observed = { kind: "unknown", reason: "not asked yet" };
    this.#converged = this.#savedConverged;
    this.#desired = { ...this.#desired, convergedTo: this.#converged };
    this.#watch.restarted(this.#saved);
    this.#hear(startedWith(this.#saved, this.#now));
    this.#look();
  }

  #look(): void {
    if (this.#isGone) return;
    this.#mustLook = true;
    if (this.#isDescribing) return;
    this.#mustLook = false;
    this.#isDescribing = true;
    const sentAt = this.#now;
    const listed = [...this.#instances.values()]
      .filter(({ visibleAt }) => visibleAt <= this.#now)
      .map(memberOf);
    const fails = this.#fault(0.1, "a describe fails");
    const isEmptyLie =
      this.#now > this.#noLieBefore && this.#fault(0.02, "a describe answers with an empty list once");
    if (isEmptyLie) this.#noLieBefore = this.#now + 60_000;
    this.#later(this.#random() * 300, () => {
      this.#isDescribing = false;
      if (fails) return this.#hear({ kind: "describe-failed", at: this.#now, reason: "no answer" });
      const members = isEmptyLie ? [] : listed;
      this.#hear({ kind: "described", at: this.#now, sentAt, members, jitter: this.#random() });
      this.#askHealth(listed);
      if (this.#mustLook) this.#look();
    });
  }

  #askHealth(members: readonly Member[]): void {
    this.#later(this.#random() * 100, () => {
      const answers = new Map<string, Health>();
      for (const { id } of members) {
        const instance = this.#instances.get(id);
        const isHealthy = instance !== undefined && this.#watch.seesHealthy(instance, this.#now);
        const said = isHealthy ? "healthy" : "unhealthy";
        answers.set(id, this.#fault(0.05, "a flavor does not answer") ? "unknown" : said);
      }
      this.#hear({ kind: "health-answered", at: this.#now, answers });
    });
  }

  #hear(event: Event): void {
    this.#learn(event);
    this.#plan();
  }

  #learn(event: Event): void {
    this.#progress = fold(this.#progress, event, this.#desired);
    this.#observed = observedAfter(this.#observed, event);
  }

  #plan(): void {
    const input = {
      desired: this.#desired,
      observed: this.#observed,
      progress: this.#progress,
      now: this.#now,
    };
    const plan = this.#planner(input);
    this.#last = plan;
    this.#checkOrder(input, plan);
    if (plan.isGone) return this.#end();
    this.#follow(plan, input);
    this.#callOperator(plan);
    for (const step of plan.steps) this.#begin(step);
    if (this.#wake !== undefined) this.#agenda.remove(this.#wake);
    this.#wake = { at: Math.max(this.#now + 1, plan.wakeAt), life: this.#life, run: () => this.#look() };
    this.#agenda.add(this.#wake);
  }

  /** The group is forgotten: nothing of it may be left, nor come. */
  #end(): void {
    this.#isGone = true;
    this.#life++;
    if (this.#instances.size > 0) this.#violations.add("a group is gone before its instances are");
    if (this.#wake !== undefined) this.#agenda.remove(this.#wake);
  }

  /** Same input, same plan, whatever the order of the members. */
  #checkOrder(input: PlanInput, plan: Plan): void {
    if (input.observed.kind === "unknown" || this.#random() > 0.1) return;
    const again = JSON.stringify(this.#planner(reversed(input)));
    if (again !== JSON.stringify(plan)) this.#violations.add("the plan depends on the order of the members");
  }

  #begin(step: Step): void {
    this.#steps[step.kind] = (this.#steps[step.kind] ?? 0) + 1;
    const token = step.kind === "create" ? String(this.#random()).slice(2, 10).padEnd(8, "0") : null;
    this.#checkStep(step);
    this.#progress = fold(this.#progress, { kind: "step-sent", at: this.#now, step, token }, this.#desired);
    // A member that is no longer wanted does not count, even while it cannot be destroyed.
    const unwanted = step.kind === "destroy" && step.reason === "terminate" && !step.isHealing ? step.id : "";
    for (const instance of this.#instances.values()) instance.isLeaving ||= instance.id === unwanted;
    if (this.#fault(0.05, "a save fails")) {
      return this.#endSoon(step, token, { kind: "unsent", reason: "no space left" });
    }
    this.#save();
    if (step.kind === "create") this.#create(step, token ?? "", hashFor(step, this.#desired));
    else if (step.kind === "destroy") this.#destroy(step);
    else this.#endSoon(step, null, { kind: "done", id: step.id });
  }

  #save(): void {
    this.#saved = this.#progress;
    this.#savedConverged = this.#converged;
  }

  #create(step: Extract<Step, { kind: "create" }>, token: string, hash: string): void {
    if (this.#fault(0.1, "a creation is refused")) {
      return this.#endSoon(step, token, { kind: "refused", reason: "quota exceeded" });
    }
    const isLost = this.#fault(0.1, "the answer to a creation is lost");
    const isNeverMade = isLost && this.#chance(0.5);
    const tookMs = this.#random() * (isLost ? 20_000 : 2000);
    const id = `i-${++this.#lastId}`;
    if (!isNeverMade) {
      this.#schedule(this.#now + tookMs, null, () => {
        const lagMs = this.#fault(0.2, "a new instance is listed late") ? this.#random() * 9000 : 0;
        const healthyAt = this.#now + this.#random() * slowestStartMs;
        const isProtected = this.#now < faultsEndMs && this.#chance(0.03);
        const truth = { id, hash, isProtected, healthyAt, visibleAt: this.#now + lagMs };
        this.#checkBirth(step, { ...truth, ...newborn(step, token) });
      });
    }
    const outcome: StepOutcome = isLost ? { kind: "unknown", reason: "no answer" } : { kind: "done", id };
    this.#later(tookMs + 1, () => this.#hearEnd(step, token, outcome));
  }

  #destroy(step: Extract<Step, { kind: "destroy" }>): void {
    const instance = this.#instances.get(step.id);
    if (this.#fault(0.1, "a destroy is refused"))
      return this.#endSoon(step, null, { kind: "refused", reason: "busy" });
    const isLost = this.#fault(0.1, "the answer to a destroy is lost");
    const tookMs = this.#random() * 3000;
    if (instance !== undefined) instance.isLeaving = true;
    this.#schedule(this.#now + tookMs, null, () => void this.#instances.delete(step.id));
    const outcome: StepOutcome = isLost
      ? { kind: "unknown", reason: "no answer" }
      : { kind: "done", id: step.id };
    this.#later(isLost ? tookMs / 2 : tookMs + 1, () => this.#hearEnd(step, null, outcome));
  }

  #endSoon(step: Step, token: string | null, outcome: StepOutcome): void {
    this.#later(this.#random() * 500, () => this.#hearEnd(step, token, outcome));
  }

  #hearEnd(step: Step, token: string | null, outcome: StepOutcome): void {
    if (step.kind === "destroy") this.#watch.destroyEnded(step.id, outcome.kind);
    this.#hear({ kind: "step-ended", at: this.#now, step, token, outcome, jitter: this.#random() });
    this.#look();
  }

  #checkBirth({ logicalId }: Extract<Step, { kind: "create" }>, born: Instance): void {
    if (this.#isGone) this.#violations.add("an instance comes after its group is gone");
    const isTwin = [...this.#instances.values()].some((instance) => instance.logicalId === logicalId);
    if (logicalId !== null && isTwin) this.#violations.add("two living instances of one logical id");
    this.#instances.set(born.id, born);
    if (this.#instances.size > this.#largest) this.#violations.add("more instances than were ever wanted");
    if (this.#watch.hasSpread(born, [...this.#instances.values()], this.#desired))
      this.#violations.add("an update spreads past its canaries");
  }

  #checkStep(step: Step): void {
    if (step.kind === "create" || this.#progress.tombstones.some(({ id }) => id === step.id)) return;
    const alive = [...this.#instances.values()];
    const listed = this.#observed.kind === "known" ? this.#observed.members : [];
    const unnoticed = listed.filter(({ id }) => !this.#instances.has(id)).length;
    const moment = { alive, listed: listed.length, unnoticed, desired: this.#desired, now: this.#now };
    for (const what of this.#watch.violationsOf(step, moment)) this.#violations.add(what);
  }

  #unrest(): string {
    if (this.#isGone) return "";
    return unrestOf([...this.#instances.values()], this.#desired, this.#last?.status.phase);
  }

  #draw(hash: string): Desired {
    return drawDesired(this.#random, { hash, isNamed: this.#isNamed, policy: this.#policy });
  }

  #fault(probability: number, kind: string): boolean {
    const happens = this.#random() < probability && this.#now < faultsEndMs;
    if (happens) this.#count(kind);
    return happens;
  }

  #count(kind: string): void {
    this.#faults[kind] = (this.#faults[kind] ?? 0) + 1;
  }

  #oneOf<T>(list: readonly T[]): T | undefined {
    return list[Math.floor(this.#random() * list.length)];
  }

  #chance(probability: number): boolean {
    return this.#random() < probability;
  }

  #later(afterMs: number, run: () => void): void {
    this.#schedule(this.#now + Math.round(afterMs), this.#life, run);
  }

  #schedule(at: number, life: number | null, run: () => void): void {
    this.#agenda.add({ at: Math.round(at), life, run });
  }

  #next(): Task | undefined {
    const task = this.#agenda.take();
    if (task === this.#wake) this.#wake = undefined;
    return task;
  }
}
