/** How much depends on a case: groups go wrong without a `must`; a `should` costs only comfort. */
export type Severity = "must" | "should";

/** What a case is run with: all that it cannot know, and what it owes to the world. */
export interface CaseContext<Inputs> {
  /** What is particular to this plugin, such as properties that it takes. */
  readonly inputs: Inputs;
  /** Aborted when the time of the case is up. */
  readonly signal: AbortSignal;
  /** 12 characters `a-z0-9` that no other run uses: what the case makes is named or tagged with it. */
  readonly token: string;
  /** Ends the case without a verdict. */
  readonly skip: (why: string) => never;
  /** Has something done when the case ends, however it does; what is deferred last is done first. */
  readonly defer: (cleanUp: (signal: AbortSignal) => Promise<void>) => void;
  /**
   * Has something looked at when all cases have ended: what takes long to go is waited for once, not by each case.
   * @param look throws what is still there
   */
  readonly deferToEnd: (look: (signal: AbortSignal) => Promise<void>) => void;
}

/** One thing that holds for every plugin of a kind. It knows no test runner. */
export interface ConformanceCase<Plugin, Inputs> {
  /** A sentence that holds, such as `destroy ends an instance`. */
  readonly name: string;
  readonly severity: Severity;
  /** @throws Error that says what was expected, what came, and why that matters. */
  run(plugin: Plugin, context: CaseContext<Inputs>): Promise<void>;
}

/** Why a case has no verdict. */
export class Skipped extends Error {
  override readonly name = "Skipped";
}

/** What a case has let happen has left something behind, or may have; the message says what. */
export class LeftBehind extends Error {
  override readonly name = "LeftBehind";
}

/** What a case demands and what it met instead. */
export interface Demand {
  readonly expected: string;
  readonly came: string;
  /** What goes wrong without it. */
  readonly because: string;
}

/** Goes on if the plugin does as it should. @throws Error with the demand in one sentence. */
export function demand(holds: boolean, unmet: Demand): asserts holds {
  if (!holds) throw new Error(formatDemand(unmet));
}

/** `expected …, came …: …` */
export function formatDemand({ expected, came, because }: Demand): string {
  return `expected ${expected}, came ${came}: ${because}`;
}

/** Writes a value as it stands in a {@link Demand}: JSON, not longer than a person reads. */
export function show(value: unknown): string {
  const text = JSON.stringify(value) ?? "nothing";
  return text.length > maxShown ? `${text.slice(0, maxShown)}…` : text;
}

/** Characters. */
const maxShown = 300;
