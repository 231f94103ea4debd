import type { IncomingMessage } from "node:http";
import type { ControlAnswer, ScopeHost } from "../host/index.ts";
import { answerToWire } from "../host/answer-to-wire.ts";
import { type ControlPath, parseControlArgs, parseControlPath } from "./control-call.ts";
import { errorReply, jsonReply, jsonTextReply, type Reply } from "./reply.ts";
import { readBody } from "./request-body.ts";
import type { ScopeApi } from "./scope-api.ts";
import type { ScopeServerLimits } from "./server-limits.ts";

/** What requests are answered from. */
export interface RouteContext {
  readonly host: ScopeHost;
  readonly api: ScopeApi;
  /** The files of the page by path; empty if there is none. */
  readonly page: ReadonlyMap<string, Reply>;
  readonly limits: Pick<ScopeServerLimits, "maxBodyBytes" | "maxControls">;
  /** Controls that are carried out. */
  readonly controls: Set<Promise<ControlAnswer>>;
}

/** Where server-sent events are. */
export const eventsPath = "/api/events";

/** Answers a request for anything but the events. */
export async function route(context: RouteContext, request: IncomingMessage, path: string): Promise<Reply> {
  const read = reader(context, path);
  if (read !== undefined) return isReading(request) ? await read() : refuseMethod(request, "GET, HEAD");
  let called: ControlPath | undefined;
  try {
    called = parseControlPath(path);
  } catch (error) {
    return errorReply(400, messageOf(error));
  }
  if (called === undefined) return errorReply(404, `Cannot find "${path}": ${whatThereIs}`);
  return request.method === "POST" ? await control(context, request, called) : refuseMethod(request, "POST");
}

/** Whether a request only looks. */
export function isReading({ method }: IncomingMessage): boolean {
  return method === "GET" || method === "HEAD";
}

/** Says which methods a path has. */
export function refuseMethod({ method = "" }: IncomingMessage, allowed: string): Reply {
  return errorReply(405, `Cannot use ${method} here: use ${allowed}`, { Allow: allowed });
}

const whatThereIs =
  "there are /api, /api/plugins, /api/report, /api/probes, /api/events and /api/control/<probe>/<node>/<control>";

function reader({ api, page }: RouteContext, path: string): (() => Reply | Promise<Reply>) | undefined {
  switch (path) {
    case "/api":
      return () => jsonReply(api.details());
    case "/api/plugins":
      return () => jsonReply(api.plugins());
    case "/api/probes":
      return () => jsonReply(api.probes());
    case "/api/report":
      return async () => jsonTextReply(200, await api.report());
    default: {
      const file = page.get(path);
      return file === undefined ? undefined : () => file;
    }
  }
}

/** Has a control carried out. What it, or we, say against it is 400 with a text, as Scope's app has it. */
async function control(
  context: RouteContext,
  request: IncomingMessage,
  { probeId, nodeId, control: name }: ControlPath,
): Promise<Reply> {
  const { host, limits, controls } = context;
  const refused = refuseType(request);
  if (refused !== undefined) return refused;
  const body = await readBody(request, limits.maxBodyBytes);
  if (body === undefined) return refuseBody(limits.maxBodyBytes);
  let args: ReadonlyMap<string, string> | undefined;
  try {
    args = parseControlArgs(body);
  } catch (error) {
    return errorReply(400, messageOf(error));
  }
  if (probeId !== host.probeId) return errorReply(400, `probe ${probeId} is not connected right now`);
  if (controls.size >= limits.maxControls) return refuseControl(limits.maxControls);
  const work = host.control({ appId: host.probeId, nodeId, control: name, ...(args && { args }) });
  controls.add(work);
  const answer = await work.finally(() => controls.delete(work));
  const { error = "" } = answer;
  return error === "" ? jsonReply(answerToWire(answer)) : errorReply(400, error);
}

function refuseType({ headers }: IncomingMessage): Reply | undefined {
  const [type = ""] = (headers["content-type"] ?? "").split(";");
  const encoding = headers["content-encoding"] ?? "identity";
  if (type !== "" && type.trim().toLowerCase() !== "application/json")
    return errorReply(415, `Cannot read arguments of type "${type}": send application/json, or no body`);
  if (encoding !== "identity")
    return errorReply(415, `Cannot read arguments encoded as "${encoding}": send them as they are`);
  return undefined;
}

/** What is still to come is not read: the connection ends with the answer. */
function refuseBody(maxBytes: number): Reply {
  return errorReply(413, `Cannot read the request: it is over ${maxBytes} bytes`, { Connection: "close" });
}

function refuseControl(maxControls: number): Reply {
  return errorReply(503, `Cannot carry out the control: ${maxControls} others are under way; try again`);
}

function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}
