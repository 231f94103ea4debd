import type { HttpAnswer } from "../http/http-answer.ts";
import { checkPluginSpec, parseReportBody, type PluginSpec, type Report } from "../report/index.ts";
import { parseControlAnswer } from "./control-answer.ts";
import { formatControl } from "./control-body.ts";
import { withDeadline } from "./deadline.ts";
import type { PluginContext } from "./plugin-context.ts";
import { apiVersion, pluginUrl } from "./plugin-url.ts";
import { checkStatus, decode } from "./poll-plugin.ts";
import type { ControlAnswer, ControlRequest } from "./scope-host.ts";

/** Where a control goes. */
export interface ControlTarget {
  readonly id: string;
  /** The plugin's own name of the control. */
  readonly control: string;
  readonly socketPath: string;
  /** Ends it. */
  readonly signal: AbortSignal;
}

/** What became of a control. */
export interface ControlOutcome {
  readonly answer: ControlAnswer;
  /** A report that shall be shown at once, and who made it. */
  readonly shortcut?: { readonly report: Report; readonly spec: PluginSpec };
}

/**
 * Has a plugin carry out a control. It goes over a connection of its own: so it waits for no poll, and no connection
 * that the plugin has just closed can leave it open whether it was carried out.
 *
 * A shortcut is checked like any report. One that is refused makes the control fail, unless the plugin says that it
 * failed anyway; the plugin and all others go on.
 *
 * @throws Error that says why there is no answer.
 */
export async function callControl(
  context: PluginContext,
  target: ControlTarget,
  request: ControlRequest,
): Promise<ControlOutcome> {
  const answered = await ask(context, target, formatControl(request, target.control));
  checkStatus(answered);
  const { answer, shortcut } = decode(answered, parseControlAnswer);
  if (shortcut === undefined) return { answer };
  try {
    return { answer, shortcut: readShortcut(shortcut, target, context) };
  } catch (error) {
    const why = `the shortcut report is refused: ${(error as Error).message}`;
    return { answer: { error: why, ...answer } };
  }
}

async function ask(
  { clock, connect, probeId, limits }: PluginContext,
  { socketPath, signal }: ControlTarget,
  body: string,
): Promise<HttpAnswer> {
  const connection = connect(socketPath);
  const request = { method: "POST", url: pluginUrl("/control", probeId), body } as const;
  try {
    return await withDeadline(clock, { timeoutMs: limits.timeoutMs, signal }, (ending) =>
      connection.ask(request, { maxBytes: limits.maxBytes, signal: ending }),
    );
  } finally {
    connection.close();
  }
}

function readShortcut(
  text: string,
  { id }: ControlTarget,
  { clock, limits: { maxDepth } }: PluginContext,
): { readonly report: Report; readonly spec: PluginSpec } {
  const now = new Date(clock.now()).toISOString();
  const { report } = parseReportBody(text, { now, maxDepth });
  const { spec, error } = checkPluginSpec(report, { id, apiVersion });
  if (spec === undefined || error !== undefined) throw new Error(error);
  return { report, spec };
}
