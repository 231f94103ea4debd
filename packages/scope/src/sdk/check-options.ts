import { isPluginId } from "../plugin-id.ts";
import { type TopologyName, topologyNames } from "../report/index.ts";
import type { ControlDeclaration, TopologyDeclaration } from "./declaration.ts";
import type { Declarations } from "./topology-shell.ts";

/**
 * Names that go through every host: a control's must not be cut at `;` or `~`, a table's or column's not at `.` or
 * `___`.
 */
const plainName = /^[A-Za-z0-9-]+(?:_{1,2}[A-Za-z0-9-]+)*$/;

/** Facts that are written by the kit, or by hosts. */
const reservedFacts: ReadonlySet<string> = new Set(["active_controls", "control_probe_id", "host_node_id"]);

/** What is declared, with what else can be wrong. */
export interface CheckedOptions extends Declarations {
  readonly label: string;
  readonly maxAgeMs?: number;
  readonly maxSamples?: number;
}

/** Longest time that a timer takes, in milliseconds. */
const maxTimerMs = 2 ** 31 - 1;

/**
 * Checks what types cannot: Scope's hosts read wrong options as something else, or not at all.
 * @throws Error that says which option is wrong, and how it should be.
 */
export function checkOptions(options: CheckedOptions): void {
  const { id, label, topologies, controls = {}, maxAgeMs = 1, maxSamples = 1 } = options;
  const cannot = (what: string): Error =>
    new Error(`Cannot create Scope plugin ${JSON.stringify(id)}: ${what}`);
  if (typeof id !== "string" || !isPluginId(id))
    throw cannot("its id must be letters and digits, in words that are joined by single dashes");
  if (typeof label !== "string" || label === "") throw cannot("it needs a label");
  if (!(maxAgeMs > 0 && maxAgeMs <= maxTimerMs))
    throw cannot(`maxAgeMs is ${maxAgeMs}; give milliseconds, at most ${maxTimerMs}`);
  if (!Number.isSafeInteger(maxSamples) || maxSamples < 1)
    throw cannot(`maxSamples is ${maxSamples}; give a whole number, at least 1`);
  for (const [name, control] of Object.entries(controls)) {
    const fault = controlFault(name, control);
    if (fault !== undefined) throw cannot(`control ${JSON.stringify(name)} ${fault}`);
  }
  for (const [name, declared] of Object.entries(topologies)) {
    if (!topologyNames.includes(name as TopologyName))
      throw cannot(`there is no topology ${JSON.stringify(name)}; there are ${topologyNames.join(", ")}`);
    const fault = topologyFault(id, declared);
    if (fault !== undefined) throw cannot(`${name}: ${fault}`);
  }
}

function controlFault(name: string, { human, rank, run }: ControlDeclaration): string | undefined {
  if (!plainName.test(name)) return 'must be named in letters, digits, "-" and "_"';
  if (typeof human !== "string" || human === "") return "needs a text to stand on it";
  if (typeof run !== "function") return "needs a function that does it";
  return rank === undefined || Number.isSafeInteger(rank)
    ? undefined
    : `has the rank ${rank}, which is no integer`;
}

function topologyFault(id: string, declared: TopologyDeclaration): string | undefined {
  const { facts = {}, metrics = {}, tables = {} } = declared;
  const shown = [...Object.entries(facts), ...Object.entries(metrics)];
  const unordered = shown.find(([, { priority = 0 }]) => !Number.isFinite(priority));
  if (unordered !== undefined) return `the priority of "${unordered[0]}" is no number`;
  const cut = Object.entries(facts).find(([, { truncate = 0 }]) => !Number.isSafeInteger(truncate));
  if (cut !== undefined) return `fact "${cut[0]}" is to be truncated to ${cut[1].truncate} characters`;
  const reserved = Object.keys(facts).find((name) => reservedFacts.has(name) || name.startsWith(`${id}.`));
  if (reserved !== undefined) return `fact "${reserved}" has a name that is used otherwise`;
  const columns = Object.values(tables).flatMap((table) => Object.keys(table.columns ?? {}));
  const odd = [...Object.keys(tables), ...columns].find((name) => !plainName.test(name));
  if (odd !== undefined)
    return `${JSON.stringify(odd)} is no name of a table or column: use letters, digits, "-" and "_"`;
  return scaleFault(metrics);
}

function scaleFault(metrics: TopologyDeclaration["metrics"] = {}): string | undefined {
  const wrong = Object.entries(metrics).find(([, { min, max }]) => {
    const ends = [min ?? 0, max ?? Infinity];
    return (
      Number.isNaN(ends[0]) || Number.isNaN(ends[1]) || (min !== undefined && max !== undefined && min >= max)
    );
  });
  return wrong === undefined ? undefined : `metric "${wrong[0]}" has a scale that ends before it begins`;
}
