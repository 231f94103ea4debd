import type { Report } from "../report/index.ts";
import type { ControlDeclaration, ControlPress, ControlResult } from "./declaration.ts";
import type { ReportCache } from "./report-cache.ts";
import { shortcutReport } from "./shortcut-report.ts";

/** What controls are pressed with. */
export interface Panel {
  readonly controls: Readonly<Record<string, ControlDeclaration>>;
  readonly cache: ReportCache;
  /** Told why a control failed after its caller was told that it goes on. */
  readonly onWarning: (error: Error) => void;
}

/** What became of a press: an error, or what the author of the control says, and the report that shows it. */
export type Pressed =
  | { readonly error: string }
  | { readonly result: ControlResult; readonly shortcut?: Report };

/** Stands for what did not come in time. */
const isLate: unique symbol = Symbol("late");

/** How long a caller waits for a control, and for the report after it. Hosts hang up after 500 ms. */
const maxPressMs = 400;

/** Carries out a control. Never rejects: what fails is the answer. */
export async function pressControl(panel: Panel, name: string, press: ControlPress): Promise<Pressed> {
  const late = lateAfter(maxPressMs);
  try {
    const refusal = await refusalOf(panel, name, press);
    if (refusal !== undefined) return { error: `Cannot press "${name}" of "${press.nodeId}": ${refusal}` };
    const running = run(panel, name, press);
    const result = await Promise.race([running, late.promise]);
    if (result !== isLate) return await show(panel, result ?? {}, late.promise);
    running.catch(panel.onWarning);
    return { error: `Cannot tell what became of "${name}": it goes on after ${maxPressMs} ms` };
  } catch (error) {
    return { error: toError(error).message || "the control failed without a reason" };
  } finally {
    late.cancel();
  }
}

/** A control may be pressed on any node, by programs: whether it is offered there, hosts do not look. */
async function refusalOf(
  { controls, cache }: Panel,
  name: string,
  { nodeId }: ControlPress,
): Promise<string | undefined> {
  if (!Object.hasOwn(controls, name)) {
    const names = Object.keys(controls).join(", ");
    return `this plugin has no such control; it has ${names === "" ? "none" : names}`;
  }
  const report = cache.last ?? (await cache.current());
  const nodes = [...report.topologies.values()].map((topology) => topology.nodes.get(nodeId));
  const offered = nodes.filter((node) => node !== undefined);
  if (offered.length === 0) return "the last report has no such node";
  const isAlive = offered.some(({ activeControls }) => activeControls.get(name)?.isDead === false);
  return isAlive ? undefined : "the node does not offer it now";
}

async function run({ controls }: Panel, name: string, press: ControlPress): Promise<ControlResult | void> {
  return await controls[name]?.run(press);
}

/** Without a report in time the next request for one shows what has changed. */
async function show(panel: Panel, result: ControlResult, late: Promise<typeof isLate>): Promise<Pressed> {
  const { changed = [] } = result;
  if (changed.length === 0) return { result };
  // Why there is none, the cache has told.
  const renewed = panel.cache.renew().catch((): typeof isLate => isLate);
  const report = await Promise.race([renewed, late]);
  return report === isLate ? { result } : { result, shortcut: shortcutReport(report, changed) };
}

function lateAfter(ms: number): { readonly promise: Promise<typeof isLate>; readonly cancel: () => void } {
  let timer: NodeJS.Timeout | undefined;
  const promise = new Promise<typeof isLate>((resolve) => {
    timer = setTimeout(resolve, ms, isLate);
  });
  return { promise, cancel: () => clearTimeout(timer) };
}

function toError(thrown: unknown): Error {
  return thrown instanceof Error ? thrown : new Error(String(thrown));
}
