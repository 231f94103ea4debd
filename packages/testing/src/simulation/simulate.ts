import { drawHistory, type Honesty } from "./draw-history.ts";
import type { History } from "./history.ts";
import { replay } from "./replay.ts";
import { type Rule, rules as allRules } from "./rules.ts";
import type { OpenController } from "./seams.ts";
import { shrink } from "./shrink.ts";

/** Which histories to run. */
export interface SimulationOptions {
  readonly open: OpenController;
  readonly firstSeed: number;
  readonly count: number;
  readonly honesty: Honesty;
  /** Default all: those that hold under lies are told to lies, all are told to honest faults. */
  readonly rules?: readonly Rule[];
  /** The only rule that counts, those of the end of a history among them. Default: all do. */
  readonly only?: string;
  /** Ends it when so many have failed; default 1. */
  readonly mostFailures?: number;
}

/** A history that breaks a rule, as small as it can be made. */
export interface Failure {
  readonly seed: number;
  readonly violations: readonly string[];
  readonly history: History;
}

/** What many histories showed. */
export interface Simulation {
  readonly histories: number;
  readonly failures: readonly Failure[];
  readonly calls: ReadonlyMap<string, number>;
  readonly faults: ReadonlyMap<string, number>;
}

/** How many histories run at once: they wait for each other's promises, not for time. */
const mostAtOnce = 32;

/** Runs one history for each seed, and makes those that break a rule as small as they can be. */
export async function simulate(options: SimulationOptions): Promise<Simulation> {
  const { firstSeed, count, mostFailures = 1 } = options;
  const rules = rulesUnder(options.honesty, options.rules);
  const calls = new Map<string, number>();
  const faults = new Map<string, number>();
  const failures: Failure[] = [];
  let histories = 0;
  for (let seed = firstSeed; seed < firstSeed + count && failures.length < mostFailures; seed += mostAtOnce) {
    const seeds = Array.from({ length: Math.min(mostAtOnce, firstSeed + count - seed) }, (_, i) => seed + i);
    const run = async (each: number): Promise<Failure | null> => {
      const history = drawHistory(each, options.honesty);
      const outcome = await replay(history, options.open, rules);
      histories++;
      add(calls, outcome.calls);
      add(faults, outcome.faults);
      const violations = outcome.violations.filter((violation) => isMeant(violation, options.only));
      return violations.length === 0 ? null : { seed: each, violations, history };
    };
    const failed = (await Promise.all(seeds.map(run))).filter((failure) => failure !== null);
    for (const failure of failed.slice(0, mostFailures - failures.length)) {
      failures.push(await shrunk(failure, options.open, rules));
    }
  }
  return { histories, failures, calls, faults };
}

/** The rules that can be held against plugins of such honesty. */
export function rulesUnder(honesty: Honesty, rules: readonly Rule[] = allRules): readonly Rule[] {
  return honesty === "honest" ? rules : rules.filter(({ holdsUnder }) => holdsUnder === "lies");
}

/** Puts what was met into words, and each failure as a history that can be replayed. */
export function formatSimulation({ histories, failures, calls, faults }: Simulation): string {
  const told = failures.map(
    ({ seed, violations, history }) =>
      `seed ${seed} breaks\n  ${violations.join("\n  ")}\nreplay(${JSON.stringify(history)}, open)`,
  );
  return [`${histories} histories`, `calls: ${list(calls)}`, `faults: ${list(faults)}`, ...told].join("\n");
}

/** The smallest history that breaks the same rule. */
async function shrunk(failure: Failure, open: OpenController, rules: readonly Rule[]): Promise<Failure> {
  const broken = ruleOf(failure.violations[0]);
  const violationsOf = async (history: History): Promise<readonly string[]> =>
    (await replay(history, open, rules)).violations;
  const history = await shrink(failure.history, async (candidate) =>
    (await violationsOf(candidate)).some((violation) => ruleOf(violation) === broken),
  );
  return { ...failure, history, violations: await violationsOf(history) };
}

function isMeant(violation: string, only: string | undefined): boolean {
  return only === undefined || ruleOf(violation) === only;
}

function ruleOf(violation: string | undefined): string | undefined {
  return violation?.split(":")[0];
}

function add(total: Map<string, number>, counts: ReadonlyMap<string, number>): void {
  for (const [kind, count] of counts) total.set(kind, (total.get(kind) ?? 0) + count);
}

function list(counts: ReadonlyMap<string, number>): string {
  return [...counts]
    .sort(([a], [b]) => (a < b ? -1 : 1))
    .map(([kind, count]) => `${kind} ${count}`)
    .join(", ");
}
