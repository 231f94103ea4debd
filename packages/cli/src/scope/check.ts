import { once } from "node:events";
import { connect } from "node:net";
import { basename, extname, resolve } from "node:path";
import { map, member, messageOf, object, RawJson, string } from "@infrakit/infrakit/operator";
import { runScopeCases } from "@infrakit/infrakit/scope";
import { answer, type Context } from "../context.ts";
import { exitCode } from "../exit-code.ts";
import { badInput, CommandError } from "../failure.ts";
import { parseTimeout } from "../plugin/check-inputs.ts";
import {
  checkDocument,
  type CheckedCase,
  conforms,
  formatCase,
  formatSummary,
} from "../plugin/check-report.ts";
import { listenForStop } from "../stop-signal.ts";

/** Options of `infrakit scope check`. */
export interface ScopeCheckOptions {
  readonly press?: readonly string[];
  readonly timeout?: string;
}

/** Runs the conformance cases against the plugin behind a socket, and tells how each ends. */
export async function checkScopePlugin(
  context: Context,
  socket: string,
  options: ScopeCheckOptions,
): Promise<void> {
  const presses = (options.press ?? []).map(readPress);
  const deadlineMs = parseTimeout(options.timeout ?? "10s");
  const path = resolve(socket);
  await findListener(path);
  const target = { interface: "Scope", name: basename(path, extname(path)) };
  const checked: CheckedCase[] = [];
  const stop = listenForStop(() => process.exit(exitCode.interrupted));
  try {
    for await (const result of runScopeCases(path, { presses, deadlineMs, signal: stop.signal })) {
      const { advice, message } = result;
      const told = advice === undefined ? result : { ...result, message: `${message ?? ""}; ${advice}` };
      checked.push({ target, result: told });
      if (!context.isJson) context.stdout.write(`${formatCase({ target, result: told })}\n`);
    }
    if (stop.signal.aborted) throw interrupted(path);
  } finally {
    stop.close();
  }
  answer(context, checkDocument(target.name, checked), ["", formatSummary(target.name, checked)]);
  if (!conforms(checked)) process.exitCode = exitCode.failed;
}

/** A control that may be pressed. */
interface Press {
  readonly nodeId: string;
  readonly control: string;
  readonly args: Readonly<Record<string, string>>;
}

/** The body of a control request, as a host sends it. */
const pressShape = object<Press>({
  nodeId: member("NodeID", string),
  control: member("Control", string),
  args: member("ControlArgs", map(string)),
});

function readPress(text: string): Press {
  try {
    const press = RawJson.fromText(text).decode(pressShape);
    if (press.control !== "") return press;
    throw new Error("it names no Control");
  } catch (error) {
    const hint = `write it as '{"NodeID":"myhost;<host>","Control":"restart"}'`;
    throw badInput(`Cannot read --press "${text}": ${messageOf(error)}`, { cause: error, hint });
  }
}

/** Where nobody listens there is nothing to check. */
async function findListener(path: string): Promise<void> {
  const socket = connect(path);
  try {
    await once(socket, "connect");
  } catch (error) {
    const failure = {
      code: "plugin_unreachable",
      exitCode: exitCode.notFound,
      hint: "start the plugin first",
    };
    throw new CommandError(`Cannot reach a plugin on "${path}": ${messageOf(error)}`, failure, {
      cause: error,
    });
  } finally {
    socket.destroy();
  }
}

function interrupted(path: string): CommandError {
  return new CommandError(`Cannot finish the check of "${path}": it was told to stop`, {
    code: "interrupted",
  });
}
