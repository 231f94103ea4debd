import { randomBytes } from "node:crypto";
import { setMaxListeners } from "node:events";
import { messageOf } from "@infrakit/spi";
import { type CaseContext, type ConformanceCase, type Severity, Skipped } from "./conformance-case.ts";

/** How a case has ended. */
export interface ConformanceResult {
  readonly name: string;
  readonly severity: Severity;
  readonly outcome: "holds" | "fails" | "skipped";
  /** What was expected and what came, or why there is no verdict; absent if the case holds. */
  readonly message?: string;
  /** Something may be left that a case made; the message says what. */
  readonly isLeft?: true;
  readonly ms: number;
}

/** How cases are run. */
export interface ConformanceOptions<Inputs> {
  readonly inputs: Inputs;
  /** How long a case may take; its cleaning up may take as long again. Default 30 s. */
  readonly deadlineMs?: number;
  /** Ends the run: the case under way fails and is cleaned up after, the others are not begun. */
  readonly signal?: AbortSignal;
}

const defaultDeadlineMs = 30_000;

/** How long a case whose time is up has to say what it waits for. */
const lastWordsMs = 1000;

/** How many cases in a row may end only because their time is up, before the others are not begun any more. */
const maxLate = 3;

/** The name of the result that tells what could not be destroyed; there is none if nothing is left. */
const leftName = "nothing is left of what the cases made";

/** What cases hand to those that come after them. */
interface Run<Inputs> extends ConformanceOptions<Inputs> {
  readonly looks: CleanUp[];
}

/**
 * Runs cases one after the other, and tells how each has ended as soon as it has. If something is left of what they
 * made, a last result tells what. If one case after the other waits in vain, the others are skipped.
 */
export async function* runConformance<Plugin, Inputs>(
  cases: readonly ConformanceCase<Plugin, Inputs>[],
  plugin: Plugin,
  options: ConformanceOptions<Inputs>,
): AsyncGenerator<ConformanceResult> {
  const run: Run<Inputs> = { ...options, looks: [] };
  let late = 0;
  for (const one of cases) {
    if (options.signal?.aborted === true) break;
    if (late < maxLate) {
      const { isLate, ...result } = await runOne(one, plugin, run);
      if (result.outcome !== "skipped") late = isLate ? late + 1 : 0;
      yield result;
    } else yield notBegun(one);
  }
  const start = performance.now();
  const left = await lookAll(run);
  const [name, severity, ms] = [leftName, "must", Math.round(performance.now() - start)] as const;
  if (left.length > 0)
    yield { name, severity, outcome: "fails", message: stillThere(left), isLeft: true, ms };
}

/** Runs one case, then cleans up after it. Never throws: what goes wrong is the case's failure. */
export async function runCase<Plugin, Inputs>(
  one: ConformanceCase<Plugin, Inputs>,
  plugin: Plugin,
  options: ConformanceOptions<Inputs>,
): Promise<ConformanceResult> {
  const run: Run<Inputs> = { ...options, looks: [] };
  const { isLate: _, ...result } = await runOne(one, plugin, run);
  const left = await lookAll(run);
  return left.length === 0 ? result : { ...result, ...worse(result, stillThere(left)) };
}

async function runOne<Plugin, Inputs>(
  one: ConformanceCase<Plugin, Inputs>,
  plugin: Plugin,
  run: Run<Inputs>,
): Promise<ConformanceResult & { readonly isLate: boolean }> {
  const { deadlineMs = defaultDeadlineMs, looks } = run;
  const start = performance.now();
  const cleanUps: CleanUp[] = [];
  let time: AbortSignal | undefined;
  const ended = await verdictOf((signal) => {
    time = signal;
    return one.run(plugin, createContext(run.inputs, signal, { cleanUps, looks }));
  }, run);
  const isLate = ended.outcome === "fails" && time?.aborted === true;
  const failures = await cleanUp(cleanUps.toReversed(), deadlineMs);
  const verdict = failures.length === 0 ? ended : worse(ended, `cleaning up failed: ${failures.join("; ")}`);
  const { name, severity } = one;
  return { name, severity, ...verdict, ms: Math.round(performance.now() - start), isLate };
}

function notBegun({ name, severity }: ConformanceCase<never, never>): ConformanceResult {
  const message = `the ${maxLate} cases before it waited in vain until their time was up`;
  return { name, severity, outcome: "skipped", message, ms: 0 };
}

type CleanUp = (signal: AbortSignal) => Promise<void>;
type Verdict = Pick<ConformanceResult, "outcome" | "message" | "isLeft">;

function createContext<Inputs>(
  inputs: Inputs,
  signal: AbortSignal,
  { cleanUps, looks }: { readonly cleanUps: CleanUp[]; readonly looks: CleanUp[] },
): CaseContext<Inputs> {
  return {
    inputs,
    signal,
    token: randomBytes(6).toString("hex"),
    skip: (why) => {
      throw new Skipped(why);
    },
    defer: (next) => void cleanUps.push(next),
    deferToEnd: (look) => void looks.push(look),
  };
}

async function verdictOf<Inputs>(
  run: (signal: AbortSignal) => Promise<void>,
  { deadlineMs = defaultDeadlineMs, signal }: ConformanceOptions<Inputs>,
): Promise<Verdict> {
  try {
    await limit(run, { deadlineMs, signal });
    return { outcome: "holds" };
  } catch (error) {
    return { outcome: error instanceof Skipped ? "skipped" : "fails", message: messageOf(error) };
  }
}

async function cleanUp(cleanUps: readonly CleanUp[], deadlineMs: number): Promise<readonly string[]> {
  const failures: string[] = [];
  for (const next of cleanUps) {
    try {
      await limit(next, { deadlineMs });
    } catch (error) {
      failures.push(messageOf(error));
    }
  }
  return failures;
}

/** All at once: each waits for the same plugin. */
async function lookAll({ looks, deadlineMs = defaultDeadlineMs }: Run<unknown>): Promise<readonly string[]> {
  return (await Promise.all(looks.map((look) => cleanUp([look], deadlineMs)))).flat();
}

function stillThere(left: readonly string[]): string {
  return `still there: ${left.join("; ")}`;
}

/** What a case leaves behind is a failure, and is told with the other one if there is one. */
function worse({ outcome, message = "" }: Verdict, left: string): Verdict {
  const told = outcome === "fails" ? `${message}; ` : "";
  return { outcome: "fails", message: `${told}${left}`, isLeft: true };
}

interface Limit {
  readonly deadlineMs: number;
  readonly signal?: AbortSignal | undefined;
}

/** Aborts what takes too long, and waits no longer than for its last words. */
async function limit(
  run: (signal: AbortSignal) => Promise<void>,
  { deadlineMs, signal }: Limit,
): Promise<void> {
  const stop = new AbortController();
  // Calls that are made at once all listen to it.
  setMaxListeners(0, stop.signal);
  const abort = (): void => stop.abort();
  const timers = [setTimeout(abort, deadlineMs)];
  const silence = new Promise<never>((_, reject) => {
    stop.signal.addEventListener("abort", () => {
      const why = signal?.aborted === true ? "the run was ended" : `no end within ${deadlineMs} ms`;
      timers.push(setTimeout(() => reject(new Error(why)), lastWordsMs));
    });
  });
  signal?.addEventListener("abort", abort, { once: true });
  if (signal?.aborted === true) abort();
  try {
    await Promise.race([run(stop.signal), silence]);
  } finally {
    for (const timer of timers) clearTimeout(timer);
    signal?.removeEventListener("abort", abort);
  }
}
