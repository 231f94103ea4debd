import { setMaxListeners } from "node:events";
import type { InstanceDescription } from "@infrakit/spi/data";
import { messageOf } from "@infrakit/spi";
import { withDeadline } from "./deadline.ts";
import { drawToken } from "./draw-token.ts";
import { execute, type ExecuteContext } from "./execute.ts";
import type { Ledger } from "./ledger.ts";
import type { LoopContext } from "./loop-context.ts";
import { type Event, explainStep, type Step, type StepOutcome } from "./plan/index.ts";

/** Whose steps are carried out, and who is told. */
export interface StepRunnerOptions extends Pick<
  LoopContext,
  "plugins" | "clock" | "random" | "logger" | "isProtected"
> {
  /** The group as it is when a step is sent, and where its steps are saved. */
  readonly ledger: Pick<Ledger, "commit" | "sourceOf" | "isEnding" | "save">;
  /** Nothing is begun after this. */
  readonly stop: AbortSignal;
  /** What was last said of an instance. */
  readonly find: (id: string) => InstanceDescription | undefined;
  readonly onEvent: (event: Event) => void;
  /** Told of each end, with how long there need be no look; 0 if no other step is under way. */
  readonly onEnded: (restsFor: number) => void;
}

/** How long the ends of steps are waited for when no more are to be begun. */
const closeWithinMs = 10_000;

/** So many steps keep the plugins busy until the next are begun. */
const manySteps = 100;

/** Begins steps and never waits for them: beginning and end are events. */
export class StepRunner {
  readonly #options: StepRunnerOptions;
  readonly #inFlight = new Set<Promise<void>>();
  /** Nothing is waited for after this. */
  readonly #abandon = new AbortController();

  constructor(options: StepRunnerOptions) {
    this.#options = options;
    // Every wait listens to it, and there may be many.
    setMaxListeners(0, this.#abandon.signal);
  }

  /**
   * For how many times as long as a plan, or a look, has taken there need not be another. With few steps under way
   * the end of each may be what the next waits for; with many there is always something to do meanwhile.
   */
  get restsFor(): number {
    return this.#inFlight.size < manySteps ? 2 : 10;
  }

  /** Begins a step. */
  begin(step: Step): void {
    const { ledger, clock, random, logger, onEvent } = this.#options;
    const token = step.kind === "create" ? drawToken(random) : null;
    onEvent({ kind: "step-sent", at: clock.now(), step, token });
    const fields = { group: ledger.commit.spec.id, step: step.kind, slot: step.slot };
    logger.info(fields, explainStep(step));
    const work = this.#carryOut(step, token).finally(() => this.#inFlight.delete(work));
    this.#inFlight.add(work);
  }

  /** Waits a while for the ends of all steps, and then for none. */
  async close(): Promise<void> {
    const { clock } = this.#options;
    const deadline = { clock, afterMs: closeWithinMs, what: "The end of all steps" };
    await withDeadline(deadline, () => Promise.allSettled(this.#inFlight)).catch(
      () => "a successor knows of them",
    );
    this.#abandon.abort();
  }

  /** A step is sent when it is certain that a successor will know of it. */
  async #carryOut(step: Step, token: string | null): Promise<void> {
    const { ledger, clock, random, logger, onEvent, onEnded } = this.#options;
    const outcome = await ledger.save().then(
      () => this.#execute(step, token),
      (error: unknown) => ({ kind: "unsent" as const, reason: messageOf(error) }),
    );
    if (outcome.kind !== "done") {
      const fields = { group: ledger.commit.spec.id, step: step.kind, slot: step.slot, outcome };
      logger.warn(fields, "step failed");
    }
    const at = clock.now();
    // First: whatever is to be thought about it is thought about while the plugin looks.
    onEnded(this.#inFlight.size > 1 ? this.restsFor : 0);
    onEvent({ kind: "step-ended", at, step, token, outcome, jitter: random() });
  }

  /** Nothing is made for a group that is on its way out. */
  async #execute(step: Step, token: string | null): Promise<StepOutcome> {
    if (step.kind === "create" && this.#options.ledger.isEnding) {
      return { kind: "unsent", reason: "the group is destroyed" };
    }
    return await execute(this.#executeContext(step), step, token);
  }

  #executeContext(step: Step): ExecuteContext {
    const { ledger, plugins, clock, logger, isProtected, stop, find } = this.#options;
    return {
      groupId: ledger.commit.spec.id,
      ...ledger.sourceOf(step),
      plugins,
      clock,
      logger,
      isProtected,
      stop,
      signal: this.#abandon.signal,
      describe: (id) => find(id) ?? { id, logicalId: null, tags: {}, properties: null },
    };
  }
}
