import type { PeerAnswer, ScopePeer } from "./scope-peer.ts";

/** How much depends on a case: hosts refuse or misread a plugin without a `must`; a `should` costs comfort. */
export type Severity = "must" | "should";

/** A control that may be pressed. */
export interface Press {
  /** As the plugin names it, without the id of the plugin. */
  readonly control: string;
  readonly nodeId: string;
  readonly args?: Readonly<Record<string, string>>;
}

/** What a case is run with: all that it cannot know. */
export interface ScopeContext {
  /** Who asks: 63 random bits in lower-case hexadecimal, another for each run. */
  readonly probeId: string;
  /** Aborted when the time of the case is up. */
  readonly signal: AbortSignal;
  /** Ends the case without a verdict. */
  readonly skip: (why: string) => never;
  /** The controls that may be pressed, each pressed once in a run, and what was answered. */
  readonly pressAll: () => Promise<readonly Pressed[]>;
}

/** A control that was pressed, and the answer, or why there is none. */
export type Pressed =
  | { readonly press: Press; readonly answer: PeerAnswer }
  | { readonly press: Press; readonly failure: string };

/** One thing that holds for every plugin. It knows no test runner. */
export interface ScopeCase {
  /** A sentence that holds, such as `it has a label`. */
  readonly name: string;
  readonly severity: Severity;
  /** Whether the cases after it ask for nothing that can be had without it: if it fails they are skipped. */
  readonly isPremise?: boolean;
  /** Where in Scope the demand comes from. */
  readonly source: string;
  /** What to do about it if it does not hold. */
  readonly advice: string;
  /** @throws Error that says what was expected, what came, and why that matters. */
  run(peer: ScopePeer, context: ScopeContext): Promise<void>;
}

/** How long hosts wait for an answer. */
export const patienceMs = 500;

/** Why a case has no verdict. */
export class Skipped extends Error {
  override readonly name = "Skipped";
}

/** What a case demands and what it met instead. */
export interface Demand {
  readonly expected: string;
  readonly came: string;
  /** What goes wrong without it. */
  readonly because: string;
}

/** Goes on if the plugin does as it should. @throws Error with the demand in one sentence. */
export function demand(holds: boolean, { expected, came, because }: Demand): asserts holds {
  if (!holds) throw new Error(`expected ${expected}, came ${came}: ${because}`);
}

/** Goes on if nothing was found that should not be. @throws Error with some of what was. */
export function demandNone(found: readonly string[], unmet: Omit<Demand, "came">): void {
  const more = found.length > maxListed ? ` and ${found.length - maxListed} more` : "";
  demand(found.length === 0, { ...unmet, came: `${found.slice(0, maxListed).join(", ")}${more}` });
}

/** How many things of a kind a message names. */
const maxListed = 3;

/** Writes a value as it stands in a {@link Demand}: JSON, not longer than a person reads. */
export function show(value: unknown): string {
  const text = JSON.stringify(value) ?? "nothing";
  return text.length > maxShown ? `${text.slice(0, maxShown)}…` : text;
}

/** Characters. */
const maxShown = 200;
