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

/** Runs cases one after the other, and tells how each has ended as soon as it has. */
export async function* runConformance<Plugin, Inputs>(
  cases: readonly ConformanceCase<Plugin, Inputs>[],
  plugin: Plugin,
  options: ConformanceOptions<Inputs>,
): AsyncGenerator<ConformanceResult> {
  for (const one of cases) {
    if (options.signal?.aborted === true) return;
    yield await runCase(one, plugin, options);
  }
}

/** Runs one case, then cleans up after it. Never throws: what goes wrong is the case's failure. */
export async function runCase<Plugin, Inputs>(
  one: ConformanceCase<Plugin, Inputs>,
  plugin: Plugin,
  options: ConformanceOptions<Inputs>,
): Promise<ConformanceResult> {
  const { deadlineMs = defaultDeadlineMs } = options;
  const start = performance.now();
  const cleanUps: CleanUp[] = [];
  const ended = await verdictOf((signal) => {
    const context = createContext(options.inputs, signal, cleanUps);
    return one.run(plugin, context);
  }, options);
  const left = await cleanUp(cleanUps, deadlineMs);
  const { name, severity } = one;
  return { name, severity, ...worse(ended, left), ms: Math.round(performance.now() - start) };
}

type CleanUp = (signal: AbortSignal) => Promise<void>;
type Verdict = Pick<ConformanceResult, "outcome" | "message">;

function createContext<Inputs>(
  inputs: Inputs,
  signal: AbortSignal,
  cleanUps: CleanUp[],
): CaseContext<Inputs> {
  return {
    inputs,
    signal,
    token: randomBytes(6).toString("hex"),
    skip: (why) => {
      throw new Skipped(why);
    },
    defer: (next) => void cleanUps.push(next),
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
  for (const next of cleanUps.toReversed()) {
    try {
      await limit(next, { deadlineMs });
    } catch (error) {
      failures.push(messageOf(error));
    }
  }
  return failures;
}

/** What a case leaves behind is a failure, and is told with the other one if there is one. */
function worse(ended: Verdict, left: readonly string[]): Verdict {
  if (left.length === 0) return ended;
  const told = ended.outcome === "fails" ? `${ended.message ?? ""}; ` : "";
  return { outcome: "fails", message: `${told}cleaning up failed: ${left.join("; ")}` };
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
