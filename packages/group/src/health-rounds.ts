import type { CallOptions } from "@infrakit/spi";
import type { InstanceDescription } from "@infrakit/spi/data";
import { notWaitedFor, tooLate } from "./deadline.ts";
import type { HealthAnswer } from "./observe.ts";
import { isDue, newPatient, type Patient, placeOf } from "./patient.ts";
import type { QuestionLot, QuestionLots } from "./question-lots.ts";
import type { Clock, Logger, Timer } from "./seams.ts";

/** How long a flavor may think about the health of an instance. */
const deadlineMs = 30_000;

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

/** How often instances are asked. Durations are milliseconds. */
export interface Attention {
  /** How often a healthy instance is asked. */
  readonly intervalMs: number;
  /** How long an instance is watched more closely after it turned healthy. */
  readonly watchMs: number;
}

/** Whom to ask, and who wants to know. */
export interface HealthRoundsOptions {
  readonly clock: Clock;
  /** From 0 to 1: where in the interval this group begins. */
  readonly phase: number;
  /** What questions are given up with. */
  readonly lots: QuestionLots;
  readonly ask: (instance: InstanceDescription, options: CallOptions) => Promise<HealthAnswer>;
  readonly logger: Pick<Logger, "warn">;
  readonly onAnswers: (answers: ReadonlyMap<string, HealthAnswer>) => void;
}

/** A question that was asked and not yet answered. */
interface Call {
  readonly patient: Patient;
  readonly askedAt: number;
  readonly lot: QuestionLot;
}

/**
 * Asks for the health of instances, a few at a time: new ones at once, healthy ones once in an interval, each at
 * its own moment, the others every second. One that does not answer holds up one place and nothing else: it is not
 * asked again before it has answered, or was given up. Answers that come together are told together.
 *
 * Of a thousand groups each asks about one instance a second, and whatever it reads for that has to come from memory: a
 * question to a healthy one touches few others in the queue.
 */
export class HealthRounds {
  readonly #options: HealthRoundsOptions;
  readonly #patients = new Map<string, Patient>();
  #attention: Attention = { intervalMs: 0, watchMs: 0 };
  /** Those that are not asked just now, the next one last. */
  #queue: Patient[] = [];
  /** The oldest first. No set: one that is emptied again and again leaves a table behind each time. */
  #calls: Call[] = [];
  readonly #wake = (): void => {
    this.#timer = undefined;
    this.#askDue();
  };
  #phase: number;
  #timer: Timer | undefined;
  #wakesAt = Infinity;
  #answers = new Map<string, HealthAnswer>();

  constructor(options: HealthRoundsOptions) {
    this.#options = options;
    this.#phase = options.phase;
  }

  /** These are asked from now on, so often: those that are new at once, and those that are not listed no more. */
  follow(instances: readonly InstanceDescription[], attention: Attention): void {
    this.#attention = attention;
    this.#forgetOthers(instances);
    const newcomers: Patient[] = [];
    for (const instance of instances) {
      const patient = this.#patients.get(instance.id);
      if (patient === undefined) newcomers.push(newPatient(instance));
      else patient.instance = instance;
    }
    for (const newcomer of newcomers) this.#patients.set(newcomer.instance.id, newcomer);
    const at = placeOf(-Infinity, this.#queue);
    this.#queue = [...this.#queue.slice(0, at), ...newcomers.reverse(), ...this.#queue.slice(at)];
    this.#askDue();
  }

  /** Tells once more what is known of all. */
  tellAgain(): void {
    for (const [id, { answer }] of this.#patients) if (answer !== null) this.#noteAnswer(id, answer);
  }

  /** Asks for nothing more, and waits for no answer. */
  close(): void {
    this.#forgetOthers([]);
    this.#timer?.cancel();
    for (const { lot } of this.#calls) lot.giveUp(notWaitedFor(what));
    this.#calls = [];
  }

  #forgetOthers(instances: readonly InstanceDescription[]): void {
    const listed = new Set(instances.map(({ id }) => id));
    for (const [id, patient] of this.#patients) {
      if (listed.has(id)) continue;
      patient.isGone = true;
      this.#patients.delete(id);
    }
    this.#queue = this.#queue.filter(({ isGone }) => !isGone);
  }

  #askDue(): void {
    const now = this.#options.clock.now();
    this.#giveUpLate(now);
    this.#askNext(now);
    this.#timer?.cancel();
    this.#wakesAt = Infinity;
    const [oldest] = this.#calls;
    this.#wakeBy(Math.min(this.#nextAt, oldest === undefined ? Infinity : endOf(oldest)), now);
  }

  /** Wakes up when somebody is due, if not before. */
  #wakeBy(time: number, now: number): void {
    const at = Math.max(time, now + tickMs);
    if (at >= this.#wakesAt) return;
    this.#timer?.cancel();
    this.#wakesAt = at;
    this.#timer = this.#options.clock.callAt(at, this.#wake);
  }

  /** When somebody is to be asked. Whoever is due and finds no place is asked as soon as there is one. */
  get #nextAt(): number {
    return this.#hasPlace ? (this.#queue.at(-1)?.dueAt ?? Infinity) : Infinity;
  }

  get #hasPlace(): boolean {
    return this.#calls.length < maxAsked;
  }

  #askNext(now: number): void {
    for (let next = this.#queue.at(-1); this.#hasPlace && isDue(next, now); next = this.#queue.at(-1)) {
      this.#queue.pop();
      void this.#ask(next, now);
    }
  }

  async #ask(patient: Patient, askedAt: number): Promise<void> {
    const lot = this.#options.lots.join(askedAt);
    const call = { patient, askedAt, lot };
    this.#calls.push(call);
    const answer = await this.#options.ask(patient.instance, lot.options);
    // Else it was given up before.
    if (!this.#calls.includes(call)) return;
    lot.answered();
    this.#end(call, answer);
  }

  /** Whoever thinks for too long does not know. */
  #giveUpLate(now: number): void {
    let [oldest] = this.#calls;
    while (oldest !== undefined && endOf(oldest) <= now) {
      const error = tooLate(what, deadlineMs);
      this.#end(oldest, { health: "unknown", error: error.message });
      oldest.lot.giveUp(error);
      [oldest] = this.#calls;
    }
  }

  #end(call: Call, answer: HealthAnswer): void {
    this.#calls.splice(this.#calls.indexOf(call), 1);
    const now = this.#options.clock.now();
    if (!call.patient.isGone) this.#take(call.patient, answer, now);
    this.#askNext(now);
    this.#wakeBy(this.#nextAt, now);
  }

  #take(patient: Patient, answer: HealthAnswer, now: number): void {
    const { id } = patient.instance;
    if (answer.error !== null)
      this.#options.logger.warn({ instance: id, error: answer.error }, "health is unknown");
    // Most answers repeat the one before, which is known.
    if (!isSame(answer, patient.answer)) this.#noteAnswer(id, answer);
    this.#schedule(patient, answer, now);
    this.#queue.splice(placeOf(patient.dueAt, this.#queue), 0, patient);
  }

  #schedule(patient: Patient, answer: HealthAnswer, now: number): void {
    const { health } = answer;
    const { intervalMs, watchMs } = this.#attention;
    if (health !== "healthy" || patient.answer?.health !== "healthy") patient.healthySince = now;
    if (!isSame(answer, patient.answer)) patient.answer = answer;
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
    return Math.min(this.#attention.intervalMs, attentiveMs * Math.max(1, restless / maxAsked));
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

function endOf({ askedAt }: Call): number {
  return askedAt + deadlineMs;
}

/** That a flavor does not know is another answer than that it could not be asked. */
function isSame({ health, error }: HealthAnswer, before: HealthAnswer | null): boolean {
  return health === before?.health && error === before.error;
}
