import type { GroupStatus, InstanceDescription } from "@infrakit/spi/data";
import type { PluginLookup } from "@infrakit/spi";
import { type ControllerPolicy, controllerPolicy } from "./controller-policy.ts";
import { createHarmlessLogger } from "./create-harmless-logger.ts";
import { QuestionLots } from "./question-lots.ts";
import { RecentFlavors } from "./recent-flavors.ts";
import {
  type Clock,
  createMemoryJournal,
  type Journal,
  type Logger,
  type Random,
  wholeMilliseconds,
} from "./seams.ts";
import { SharedDescribe } from "./shared-describe.ts";
import { createTickingClock } from "./ticking-clock.ts";
import { Wakefulness } from "./wakefulness.ts";

/** What all groups of a controller share. */
export interface LoopContext {
  readonly plugins: PluginLookup;
  /** For questions that are asked by the hundred. */
  readonly flavors: RecentFlavors;
  /** What questions are given up with. */
  readonly questionLots: QuestionLots;
  readonly journal: Journal;
  readonly clock: Clock;
  /** For what may be a little late. */
  readonly tickingClock: Clock;
  readonly wakefulness: Wakefulness;
  readonly random: Random;
  readonly logger: Logger;
  readonly policy: ControllerPolicy;
  /** Lists that many groups ask for. */
  readonly shared: SharedDescribe;
  /** Whether an instance must not go now; asked when it is listed and right before it would go. */
  readonly isProtected: (instance: InstanceDescription) => boolean;
  /** Told of every status that differs from the one before. */
  readonly onStatus?: (id: string, status: GroupStatus) => void;
  /** Does something to a group after all that was asked of it before. */
  readonly queue: (id: string, work: () => Promise<void>) => Promise<void>;
  /** Told when a group that was destroyed is proven gone. */
  readonly onGone: (id: string) => void;
}

/** What a controller is made of. Only plugins, clock and random numbers must be given. */
export interface GroupControllerOptions
  extends
    Pick<LoopContext, "plugins" | "clock" | "random">,
    Partial<Pick<LoopContext, "journal" | "logger" | "isProtected" | "onStatus">> {
  readonly policy?: Partial<ControllerPolicy>;
}

/** How much later than asked for, at most, a ticking clock calls back. */
const tickMs = 100;

/** What a controller shares with its groups, with defaults for what was not given. */
export function createLoopContext(
  { policy, ...given }: GroupControllerOptions,
  controller: Pick<LoopContext, "queue" | "onGone"> & { readonly stop: AbortSignal },
): LoopContext {
  const { stop, ...told } = controller;
  const common = {
    ...given,
    logger: createHarmlessLogger(given.logger),
    clock: wholeMilliseconds(given.clock),
  };
  const tickingClock = createTickingClock(common.clock, tickMs);
  return {
    flavors: new RecentFlavors(common.plugins, common.clock),
    questionLots: new QuestionLots(),
    tickingClock,
    wakefulness: new Wakefulness(tickingClock),
    journal: createMemoryJournal(),
    isProtected: () => false,
    ...common,
    ...told,
    shared: new SharedDescribe({ ...common, signal: stop }),
    policy: controllerPolicy(policy),
  };
}
