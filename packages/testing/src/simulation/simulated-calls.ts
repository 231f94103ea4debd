import { LocalError, messageOf } from "@infrakit/spi";
import type { CallFault, Setting, SimulatedCall } from "./history.ts";
import type { Life } from "./life.ts";
import type { SimulatedClock } from "./simulated-clock.ts";

/** A fault that the next call of its kind meets. */
export interface PlantedFault {
  readonly fault: CallFault;
  readonly ms: number;
}

/** Who makes a call. */
interface Caller {
  readonly life: Life;
  readonly call: SimulatedCall;
  /** The group that it is made for, if that is to be told. */
  readonly group?: string | undefined;
}

/** One call of a controller. */
export interface SimulatedRequest<T> extends Caller {
  /** What it does to the world, at a moment between question and answer. */
  readonly effect: (fault: PlantedFault | undefined) => T;
  /** Told just before the caller is, if he counts. */
  readonly heard?: (result: { readonly value: T } | { readonly error: unknown }) => void;
}

/** A creation that may still happen: who has asked for it, and when. */
interface Creation {
  readonly life: Life;
  readonly group: string | undefined;
  readonly askedAt: number;
}

/** When a caller gives up a call that gets no answer, as a connection does. */
const deadlineMs = 15_000;

/** Calls of the controller's own process. */
const ownCalls: ReadonlySet<SimulatedCall> = new Set(["save", "load", "remove", "lookup"]);

/** Calls that change or read what outlives a controller. */
const journalCalls: ReadonlySet<SimulatedCall> = new Set(["save", "load", "remove"]);

/** Calls that are answered at the moment at which they are made, unless they meet a fault. */
const instantCalls: ReadonlySet<SimulatedCall> = new Set(["healthy", "lookup"]);

/** Calls that stand between the decision for a step and the step: a step is under way while one of them is. */
const leadingCalls: ReadonlySet<SimulatedCall> = new Set(["save", "prepare", "drain", "lookup"]);

/** Takes the calls of controllers, makes them take their time, and lets some of them fail. */
export class SimulatedCalls {
  /** How often each call was made. */
  readonly counts: Map<string, number> = new Map();
  /** How often each fault was met. */
  readonly faults: Map<string, number> = new Map();
  /** Creations are refused until then. */
  refusesUntil = 0;
  /** Creations are refused for good until then. */
  refusesForGoodUntil = 0;
  /** The calls that steps wait for, of every life and group. */
  readonly #leading = new Set<Caller>();
  /** Changes of the journal that failed, or whose answer was lost, by group. */
  readonly #troubledSaves = new Map<string, number>();
  /** Creations that may still happen. */
  readonly #creations = new Map<object, Creation>();
  /** Those of them that were called lost. */
  readonly #lost = new Set<object>();
  readonly #planted = new Map<SimulatedCall, PlantedFault[]>();
  readonly #clock: SimulatedClock;
  readonly #random: () => number;
  readonly #setting: Setting;
  #epoch = 0;
  #downUntil = 0;

  constructor(clock: SimulatedClock, random: () => number, setting: Setting) {
    this.#clock = clock;
    this.#random = random;
    this.#setting = setting;
  }

  /** How many creations of a group may still happen. */
  creating(group: string): number {
    return [...this.#creations.values()].filter((each) => each.group === group).length;
  }

  /**
   * How many of those that were asked for by then nobody need wait for any more: they were called lost, or who asked
   * for them has ended.
   */
  late(group: string, askedBy: number): number {
    const isLate = ([request, each]: readonly [object, Creation]): boolean =>
      each.group === group && each.askedAt <= askedBy && (this.#lost.has(request) || !each.life.isAlive);
    return [...this.#creations].filter(isLate).length;
  }

  /** How many changes of the journal have failed for a group, or lost their answers. */
  troubledSaves(group: string): number {
    return this.#troubledSaves.get(group) ?? 0;
  }

  /** Lets the next call of a kind meet a fault. */
  plant(call: SimulatedCall, fault: PlantedFault): void {
    this.#planted.set(call, [...(this.#planted.get(call) ?? []), fault]);
  }

  /** Nothing fails any more. Calls that hang go on hanging. */
  endFaults(): void {
    this.#planted.clear();
    this.refusesUntil = 0;
    this.refusesForGoodUntil = 0;
    this.#downUntil = 0;
  }

  /** What plugins have under way ends without an answer, and they are away for a while. */
  restartPlugins(downMs: number): void {
    this.#epoch++;
    this.#downUntil = this.#clock.now() + downMs;
  }

  /** Whether plugins are away. */
  get isDown(): boolean {
    return this.#clock.now() < this.#downUntil;
  }

  /** Whether no step of a group, nor what may be one, is on its way to a plugin in this life. */
  isQuiet(life: Life, group: string): boolean {
    for (const call of this.#leading)
      if (call.life === life && (call.group === undefined || call.group === group)) return false;
    return true;
  }

  count(kind: string, counts: Map<string, number> = this.faults): void {
    counts.set(kind, (counts.get(kind) ?? 0) + 1);
  }

  run<T>(request: SimulatedRequest<T>): Promise<T> {
    return new Promise<T>((resolve, reject) => {
      const { life, call } = request;
      this.count(call, this.counts);
      const hear = (result: Result<T>): void => {
        this.#leading.delete(request);
        if (life.isAlive) request.heard?.(result);
        if ("error" in result) reject(result.error);
        else resolve(result.value);
      };
      life.cross(() => void this.#make(request).then((result) => life.cross(() => hear(result))));
    });
  }

  /** A call that comes through. */
  async #make<T>(request: SimulatedRequest<T>): Promise<Result<T>> {
    const { life, call, group } = request;
    const fault = this.#take(call);
    if (fault !== undefined) this.count(`${call} ${fault.fault}`);
    if (leadingCalls.has(call)) this.#leading.add(request);
    if (call === "provision") this.#creations.set(request, { life, group, askedAt: this.#clock.now() });
    const result = await this.#carryOut(request, fault);
    if ((call === "save" || call === "remove") && "error" in result) {
      this.count(group ?? "", this.#troubledSaves);
    }
    return result;
  }

  #take(call: SimulatedCall): PlantedFault | undefined {
    return this.#planted.get(call)?.shift();
  }

  async #carryOut<T>(request: SimulatedRequest<T>, fault: PlantedFault | undefined): Promise<Result<T>> {
    const { call } = request;
    const epoch = this.#epoch;
    const isOwn = ownCalls.has(call);
    const tookMs = this.#latency(call) + (fault?.fault === "is slow" ? fault.ms : 0);
    const untilEffectMs = Math.floor(tookMs * this.#random());
    await this.#pass(untilEffectMs);
    const isOver = !this.#isPossible(request, epoch);
    if (fault?.fault === "happens late") {
      this.#lost.add(request);
      // Only what has gone beyond this process can happen when it has ended.
      void this.#pass(fault.ms).then(() => {
        this.#affect(request, undefined, isOver || !this.#isPossible(request, this.#epoch));
      });
      return { error: lost() };
    }
    const result = this.#affect(request, fault, isOver);
    await this.#pass(tookMs - untilEffectMs);
    if (fault?.fault === "hangs") return await new Promise(() => undefined);
    if (fault?.fault === "gets no answer") {
      await this.#pass(deadlineMs);
      return { error: new LocalError("deadline_exceeded", "no answer within 15 s") };
    }
    if (fault?.fault === "loses its answer" || (!isOwn && epoch !== this.#epoch)) return { error: lost() };
    return result;
  }

  /** Whether the call still reaches somebody who can have its effect. */
  #isPossible({ life, call }: { readonly life: Life; readonly call: SimulatedCall }, epoch: number): boolean {
    const isOwn = ownCalls.has(call);
    if (life.isOver && (isOwn || this.#setting.sharesFate)) return false;
    // A journal is that of one controller at a time.
    if (!life.isAlive && journalCalls.has(call)) return false;
    return isOwn || epoch === this.#epoch;
  }

  #affect<T>(request: SimulatedRequest<T>, fault: PlantedFault | undefined, isOver: boolean): Result<T> {
    const { call, effect } = request;
    this.#creations.delete(request);
    this.#lost.delete(request);
    if (isOver) return { error: lost() };
    if (!ownCalls.has(call) && this.isDown) {
      return { error: new LocalError("plugin_unreachable", "nobody listens") };
    }
    if (fault?.fault === "is refused") return { error: new Error("refused") };
    const now = this.#clock.now();
    if (call === "provision" && now < this.refusesForGoodUntil) return { error: new RefusedForGood() };
    if (call === "provision" && now < this.refusesUntil) return { error: new Error("quota exceeded") };
    if (fault?.fault === "hangs" || fault?.fault === "gets no answer") return { error: lost() };
    try {
      if (fault?.fault === "is repeated") effect(fault);
      return { value: effect(fault) };
    } catch (error) {
      return { error: new Error(messageOf(error), { cause: error }) };
    }
  }

  #latency(call: SimulatedCall): number {
    if (instantCalls.has(call) || this.#random() < 0.4) return 0;
    const { slowestCallMs } = this.#setting;
    const isLong = call === "provision" || call === "destroy" || call === "drain";
    const most = ownCalls.has(call)
      ? Math.min(20, slowestCallMs)
      : isLong
        ? slowestCallMs
        : slowestCallMs / 4;
    return Math.ceil(most * this.#random());
  }

  #pass(ms: number): Promise<void> {
    if (ms === 0) return Promise.resolve();
    return new Promise((resolve) => this.#clock.callAt(this.#clock.now() + ms, resolve));
  }
}

/** What a plugin answers that would refuse the same again. */
class RefusedForGood extends Error {
  /** JSON-RPC's for params that are not as they should be. */
  readonly code = -32_602;

  constructor() {
    super("no such size");
  }
}

/** Whether to ask again would be refused again. */
export function isForGood(error: unknown): boolean {
  return error instanceof RefusedForGood;
}

type Result<T> = { readonly value: T } | { readonly error: unknown };

function lost(): LocalError {
  return new LocalError("connection_lost", "the plugin went away during the call");
}
