import { closestName } from "@infrakit/infrakit/operator";
import { answer, type Context } from "../context.ts";
import { badInput, CommandError } from "../failure.ts";
import { plainText } from "../table.ts";
import { findReport, type SocketOptions, withHost } from "./host-socket.ts";

/** What shall be done. */
export interface ControlWords {
  /** Such as `myhost;<host>`. */
  readonly node: string;
  /** `<plugin>~<control>`. */
  readonly control: string;
  /** `key=value`. */
  readonly args: readonly string[];
}

interface ControlCall {
  readonly nodeId: string;
  readonly control: string;
}

/** Has a plugin carry out a control of a node, and prints what it returns. */
export async function pressControl(
  context: Context,
  { node, control, args }: ControlWords,
  options: SocketOptions,
): Promise<void> {
  const call = { nodeId: node, control, args: new Map(args.map(readArg)) };
  let result: unknown;
  try {
    result = await withHost(context, options, (host) => host.control(call));
  } catch (error) {
    if (!(error instanceof CommandError) || error.failure.code !== "plugin_error") throw error;
    const message = explainFailure(error.message, call);
    const hint = await hintFor(context, call, options);
    throw new CommandError(message, { ...error.failure, hint }, { cause: error });
  }
  answer(context, result, [plainText(lineFor(result))]);
}

/** What plugins of the kit say stands for itself: it names the node, or the control as the plugin calls it. */
function explainFailure(told: string, { nodeId, control }: ControlCall): string {
  const own = control.slice(control.indexOf("~") + 1);
  const isWhole = told.startsWith("Cannot ") && (told.includes(`"${nodeId}"`) || told.includes(`"${own}"`));
  return isWhole ? told : `Cannot carry out "${control}" on "${nodeId}": ${told}`;
}

function readArg(text: string): readonly [string, string] {
  const at = text.indexOf("=");
  if (at > 0) return [text.slice(0, at), text.slice(at + 1)];
  throw badInput(`Cannot use argument "${text}": write key=value`);
}

function lineFor(result: unknown): string {
  const value = typeof result === "object" && result !== null && "value" in result ? result.value : undefined;
  return value === undefined ? "Done" : typeof value === "string" ? value : JSON.stringify(value);
}

/** Names the control or node that was most likely meant, if the one that was given is not there. */
async function hintFor(
  context: Context,
  { nodeId, control }: ControlCall,
  options: SocketOptions,
): Promise<string> {
  const topologies = [...(await findReport(context, options)).topologies.values()];
  const controls = topologies.flatMap((topology) => [...topology.controls.keys()]);
  const nodes = topologies.flatMap((topology) => [...topology.nodes.keys()]);
  if (!controls.includes(control)) return didYouMean(control, controls);
  return nodes.includes(nodeId) ? "" : didYouMean(nodeId, nodes);
}

function didYouMean(given: string, known: readonly string[]): string {
  const closest = closestName(given, known);
  const rest = "infrakit scope report lists nodes and their controls";
  return closest === undefined ? rest : `did you mean "${closest}"? ${rest}`;
}
