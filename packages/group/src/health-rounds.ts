import { setMaxListeners } from "node:events";
import type { CallOptions } from "@infrakit/spi";
import type { InstanceDescription } from "@infrakit/spi/data";
import { notWaitedFor, optionsOf, tooLate } from "./deadline.ts";
import type { HealthAnswer } from "./observe.ts";
import type { Clock, Logger, Timer } from "./seams.ts";

/** How long a flavor may think about the health of the first instance of a lot. */
const deadlineMs = 30_000;

/** For how long questions are put into one lot. Who is asked last has that much less time. */
const lotMs = 10_000;

/** How many questions a lot may hold: a flavor that forgets to stop listening leaves no more listeners behind. */
const maxInLot = 10;

/** How many instances a flavor is asked about at once. */
const maxAsked = 16;

/** How soon one is asked again who was not healthy, or whose health counts from now on: it is waited for. */
const attentiveMs = 1000;

/** What is called, in words for errors. */
const what = "Healthy";

/** Questions that fall due within this time are asked together. */
const tickMs = 100;

/** How much later in the interval than the one before it a healthy instance is asked next: spreads any number evenly. */
const goldenRatio = (Math.sqrt(5) - 1) / 2;

/** Whom to ask, how often, and who wants to know. Durations are milliseconds. */
export interface HealthRoundsOptions {
  readonly clock: Clock;
  /** From 0 to 1: where in the interval this group begins. */
  readonly phase: number;
  /** How often a healthy instance is asked. */
  readonly intervalMs: () => number;
  /** How long an instance is watched more closely after it turned healthy. */
  readonly watchMs: () => number;
  readonly ask: (instance: InstanceDescription, options: CallOptions) => Promise<HealthAnswer>;
  readonly logger: Pick<Logger, "warn">;
  readonly onAnswers: (answers: ReadonlyMap<string, HealthAnswer>) => void;
}

/** What is known of one instance that is asked. */
interface Patient {
  instance: InstanceDescription;
  /** `null` before the first answer. */
  answer: HealthAnswer | null;
  healthySince: number;
  dueAt: number;
  /** Whether its turn is still to come, or its answer. */
  isWaiting: boolean;
  /** Whether it has its own moment in the interval. */
  isSpread: boolean;
}

/**
 * Questions that are given up together: when one of them is, the signal of those that were answered is aborted, too.
 * To make a signal for each, and to listen to it, costs more than all else that is done for an answer here.
 */
interface Lot {
  readonly since: number;
  readonly giveUp: AbortController;
  readonly options: Required<CallOptions>;
  asked: number;
}

/** A question that was asked and not yet answered. */
interface Call {
  readonly patient: Patient;
  readonly askedAt: number;
  readonly lot: Lot;
}

/**
 * Asks for the health of instances, a few at a time: new ones at once, healthy ones once in an interval, each at
 * its own moment, the others every second. One that does not answer holds up one place and nothing else: it is not
 * asked again before it has answered, or was given up. Answers that come together are told together.
 */
export class HealthRounds {
  readonly #options: HealthRoundsOptions;
  readonly #patients = new Map<string, Patient>();
  /** Those that are due, the next one last. */
  #waiting: Patient[] = [];
  /** The oldest first. No set: one that is emptied again and again leaves a table behind each time. */
  #calls: Call[] = [];
  #lot: Lot | undefined;
  readonly #wake = (): void => this.#askDue();
  #phase: number;
  #timer: Timer | undefined;
  #wakesAt = Infinity;
  #answers = new Map<string, HealthAnswer>();

  constructor(options: HealthRoundsOptions) {
    this.#options = options;
    this.#phase = options.phase;
  }

  /** These are asked from now on: those that are new at once, and those that are not listed no more. */
  follow(instances: readonly InstanceDescription[]): void {
    const listed = new Set(instances.map(({ id }) => id));
    for (const id of this.#patients.keys()) if (!listed.has(id)) this.#patients.delete(id);
    for (const instance of instances) {
      const patient = this.#patients.get(instance.id);
      if (patient === undefined) this.#patients.set(instance.id, newPatient(instance));
      else patient.instance = instance;
    }
    this.#askDue();
  }

  /** Tells once more what is known of all. */
  tellAgain(): void {
    for (const [id, { answer }] of this.#patients) if (answer !== null) this.#noteAnswer(id, answer);
  }

  /** Asks for nothing more, and waits for no answer. */
  close(): void {
    this.#patients.clear();
    this.#waiting = [];
    this.#timer?.cancel();
    for (const { lot } of this.#calls) lot.giveUp.abort(notWaitedFor(what));
    this.#calls = [];
  }

  /** Those that are due line up behind those that wait already, who are due for longer. */
  #askDue(): void {
    const now = this.#options.clock.now();
    this.#giveUpLate(now);
    let next = Infinity;
    const due: Patient[] = [];
    for (const patient of this.#patients.values()) {
      if (patient.isWaiting) continue;
      if (patient.dueAt > now) next = Math.min(next, patient.dueAt);
      else due.push(patient);
    }
    for (const patient of due) patient.isWaiting = true;
    if (due.length > 0) this.#waiting = [...due.reverse(), ...this.#waiting];
    this.#askNext();
    this.#timer?.cancel();
    this.#wakesAt = Infinity;
    const [oldest] = this.#calls;
    this.#wakeBy(Math.min(next, oldest === undefined ? Infinity : endOf(oldest.lot)), now);
  }

  /** Wakes up when somebody is due, if not before. */
  #wakeBy(time: number, now: number): void {
    const at = Math.max(time, now + tickMs);
    if (at >= this.#wakesAt) return;
    this.#timer?.cancel();
    this.#wakesAt = at;
    this.#timer = this.#options.clock.callAt(at, this.#wake);
  }

  #askNext(): void {
    while (this.#calls.length < maxAsked) {
      const next = this.#waiting.pop();
      if (next === undefined) return;
      // It may have gone while it waited.
      if (this.#isFollowed(next)) void this.#ask(next);
    }
  }

  async #ask(patient: Patient): Promise<void> {
    const { clock, ask } = this.#options;
    const askedAt = clock.now();
    const lot = this.#lotAt(askedAt);
    const call = { patient, askedAt, lot };
    this.#calls.push(call);
    this.#end(call, await ask(patient.instance, lot.options));
  }

  /** The lot of a question that is asked now. */
  #lotAt(now: number): Lot {
    const last = this.#lot;
    const isOpen = last !== undefined && last.asked < maxInLot && now < last.since + lotMs;
    const lot = isOpen ? last : newLot(now);
    lot.asked++;
    this.#lot = lot;
    return lot;
  }

  /** Whoever thinks for too long does not know. Those who were asked meanwhile are not late. */
  #giveUpLate(now: number): void {
    let [oldest] = this.#calls;
    while (oldest !== undefined && endOf(oldest.lot) <= now) {
      const error = tooLate(what, wholeSeconds(now - oldest.askedAt));
      this.#end(oldest, { health: "unknown", error: error.message });
      oldest.lot.giveUp.abort(error);
      [oldest] = this.#calls;
    }
  }

  /** Takes an answer, unless the call was given up before. */
  #end(call: Call, answer: HealthAnswer): void {
    const at = this.#calls.indexOf(call);
    if (at < 0) return;
    this.#calls.splice(at, 1);
    const { patient } = call;
    patient.isWaiting = false;
    if (this.#isFollowed(patient)) this.#take(patient, answer);
    this.#askNext();
  }

  #isFollowed(patient: Patient): boolean {
    return this.#patients.get(patient.instance.id) === patient;
  }

  #take(patient: Patient, answer: HealthAnswer): void {
    const { clock, logger } = this.#options;
    const { id } = patient.instance;
    if (answer.error !== null) logger.warn({ instance: id, error: answer.error }, "health is unknown");
    // Most answers repeat the one before, which is known.
    if (!isSame(answer, patient.answer)) this.#noteAnswer(id, answer);
    const now = clock.now();
    this.#schedule(patient, answer, now);
    this.#wakeBy(patient.dueAt, now);
  }

  #schedule(patient: Patient, answer: HealthAnswer, now: number): void {
    const { health } = answer;
    const intervalMs = this.#options.intervalMs();
    const watchMs = this.#options.watchMs();
    if (health !== "healthy" || patient.answer?.health !== "healthy") patient.healthySince = now;
    patient.answer = answer;
    if (health !== "healthy") patient.dueAt = now + this.#attentiveGap();
    else if (now < patient.healthySince + watchMs) patient.dueAt = now + Math.min(attentiveMs, intervalMs);
    else if (patient.isSpread) patient.dueAt = Math.max(patient.dueAt, now - intervalMs / 2) + intervalMs;
    else patient.dueAt = now + intervalMs * this.#nextPhase();
    patient.isSpread = health === "healthy" && now >= patient.healthySince + watchMs;
  }

  /** A few are asked every second, and a thousand that are not healthy do not become a thousand questions a second. */
  #attentiveGap(): number {
    let restless = 0;
    for (const { answer } of this.#patients.values()) if (answer?.health !== "healthy") restless++;
    return Math.min(this.#options.intervalMs(), attentiveMs * Math.max(1, restless / maxAsked));
  }

  #nextPhase(): number {
    this.#phase = (this.#phase + goldenRatio) % 1;
    return this.#phase;
  }

  #noteAnswer(id: string, answer: HealthAnswer): void {
    if (this.#answers.size === 0) this.#options.clock.callSoon(() => this.#tell());
    this.#answers.set(id, answer);
  }

  #tell(): void {
    const answers = this.#answers;
    this.#answers = new Map();
    this.#options.onAnswers(answers);
  }
}

function newLot(since: number): Lot {
  const giveUp = new AbortController();
  // Each may be listened to, and by several.
  setMaxListeners(0, giveUp.signal);
  return { since, giveUp, options: optionsOf(giveUp), asked: 0 };
}

/** When all of a lot that are not answered are given up. */
function endOf({ since }: Lot): number {
  return since + deadlineMs;
}

function wholeSeconds(ms: number): number {
  return Math.floor(ms / 1000) * 1000;
}

/** That a flavor does not know is another answer than that it could not be asked. */
function isSame({ health, error }: HealthAnswer, before: HealthAnswer | null): boolean {
  return health === before?.health && error === before.error;
}

/** It is asked as soon as there is a place. */
function newPatient(instance: InstanceDescription): Patient {
  return { instance, answer: null, healthySince: 0, dueAt: -Infinity, isWaiting: false, isSpread: false };
}
