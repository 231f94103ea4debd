import { randomBytes } from "node:crypto";
import { setMaxListeners } from "node:events";
import {
  type Press,
  type Pressed,
  type ScopeCase,
  type ScopeContext,
  type Severity,
  Skipped,
} from "./scope-case.ts";
import { scopeCases } from "./scope-cases.ts";
import { connectPeer, type ScopePeer } from "./scope-peer.ts";

/** How a case has ended. */
export interface ScopeResult {
  readonly name: string;
  readonly severity: Severity;
  readonly source: string;
  readonly outcome: "holds" | "fails" | "skipped";
  /** What was expected and what came, or why there is no verdict; absent if the case holds. */
  readonly message?: string;
  /** What to do about it; only if the case fails. */
  readonly advice?: string;
  readonly ms: number;
}

/** How cases are run. */
export interface ScopeCaseOptions {
  /** The controls that may be pressed. By default none: pressing one does what it does. */
  readonly presses?: readonly Press[];
  /** How long a case may take. Default 10 s. */
  readonly deadlineMs?: number;
  /** Ends the run: the case under way fails, the others are not begun. */
  readonly signal?: AbortSignal;
}

const defaultDeadlineMs = 10_000;

/** Runs all cases against the plugin behind a socket, one after the other, and tells how each has ended. */
export async function* runScopeCases(
  socketPath: string,
  options: ScopeCaseOptions = {},
): AsyncGenerator<ScopeResult> {
  const peer = connectPeer(socketPath);
  try {
    yield* runCases(scopeCases, peer, options);
  } finally {
    peer.close();
  }
}

/** Runs cases against a plugin, wherever it is. */
export async function* runCases(
  cases: readonly ScopeCase[],
  peer: ScopePeer,
  options: ScopeCaseOptions = {},
): AsyncGenerator<ScopeResult> {
  const run = createRun(peer, options);
  let unmet: string | undefined;
  for (const one of cases) {
    if (options.signal?.aborted === true) return;
    const result = unmet === undefined ? await runCase(one, run) : skipCase(one, unmet);
    yield result;
    if (one.isPremise === true && result.outcome === "fails") unmet = `it needs that ${one.name}`;
  }
}

/** What the cases of a run share. */
interface Run extends ScopeCaseOptions {
  readonly peer: ScopePeer;
  readonly probeId: string;
  readonly deadlineMs: number;
  readonly pressAll: () => Promise<readonly Pressed[]>;
}

function createRun(peer: ScopePeer, options: ScopeCaseOptions): Run {
  const probeId = randomBytes(8)
    .toString("hex")
    .replace(/^[89a-f]/, "7");
  const { presses = [], deadlineMs = defaultDeadlineMs } = options;
  let pressed: Promise<readonly Pressed[]> | undefined;
  // What was pressed is not pressed again for the next case, and has time of its own.
  const pressAll = (): Promise<readonly Pressed[]> =>
    (pressed ??= pressEach(presses, { peer, probeId, deadlineMs }));
  return { ...options, peer, probeId, deadlineMs, pressAll };
}

/** How long a press is waited for at most: hosts hang up after half of it. */
const maxPressMs = 1000;

type Presser = Pick<Run, "peer" | "probeId" | "deadlineMs">;

async function pressEach(presses: readonly Press[], presser: Presser): Promise<readonly Pressed[]> {
  if (presses.length === 0) return [];
  const { peer, probeId, deadlineMs } = presser;
  // Hosts poll before they press: a control is known from a report.
  const path = `/report?api_version=1&probe_id=${probeId}`;
  await peer.ask({ path }, AbortSignal.timeout(deadlineMs));
  const all: Pressed[] = [];
  for (const press of presses) all.push(await pressOne(press, presser));
  return all;
}

async function pressOne(press: Press, { peer, probeId, deadlineMs }: Presser): Promise<Pressed> {
  const { control, nodeId, args = null } = press;
  const path = `/control?api_version=1&probe_id=${probeId}`;
  const body = JSON.stringify({
    AppID: "conformance",
    Control: control,
    ControlArgs: args,
    NodeID: nodeId,
  });
  const ms = Math.min(maxPressMs, deadlineMs / 2);
  const signal = AbortSignal.timeout(ms);
  try {
    return { press, answer: await peer.ask({ method: "POST", path, body }, signal) };
  } catch (error) {
    const told = error instanceof Error ? error.message : String(error);
    return { press, failure: signal.aborted ? `none within ${ms} ms` : told };
  }
}

function skipCase({ name, severity, source }: ScopeCase, why: string): ScopeResult {
  return { name, severity, source, outcome: "skipped", message: why, ms: 0 };
}

/** Never throws: what goes wrong is the case's failure. */
async function runCase(one: ScopeCase, run: Run): Promise<ScopeResult> {
  const { name, severity, source, advice } = one;
  const began = performance.now();
  const message = await messageOf(one, run);
  const result = { name, severity, source, ms: Math.round(performance.now() - began) };
  if (message === undefined) return { ...result, outcome: "holds" };
  if (message instanceof Skipped) return { ...result, outcome: "skipped", message: message.message };
  return { ...result, outcome: "fails", message: message.message, advice };
}

/** Why a case does not hold. */
async function messageOf(one: ScopeCase, run: Run): Promise<Error | undefined> {
  const { peer, probeId, pressAll, deadlineMs } = run;
  const stop = new AbortController();
  // Requests that are sent at once all listen to it.
  setMaxListeners(0, stop.signal);
  const time = setTimeout(
    () => stop.abort(new Error(`expected an end, came none within ${deadlineMs} ms`)),
    deadlineMs,
  );
  const end = (): void => stop.abort(new Error("the run was ended"));
  run.signal?.addEventListener("abort", end, { once: true });
  const { signal } = stop;
  const context: ScopeContext = { probeId, pressAll, skip, signal };
  const stopped = new Promise<never>((_, reject) => {
    signal.addEventListener("abort", () => reject(signal.reason as Error));
  });
  try {
    await Promise.race([one.run(peer, context), stopped]);
    return undefined;
  } catch (error) {
    return error instanceof Error ? error : new Error(String(error));
  } finally {
    clearTimeout(time);
    run.signal?.removeEventListener("abort", end);
  }
}

function skip(why: string): never {
  throw new Skipped(why);
}
