import { formatReport, type PluginSpec, type Report } from "../report/index.ts";
import { parseControlBody } from "./control-body.ts";
import { type Panel, pressControl, type Pressed } from "./press-control.ts";
import {
  jsonAnswer,
  type ScopeAnswer,
  type ScopeRequest,
  textAnswer,
  unavailableAnswer,
} from "./scope-answer.ts";
import { stampProbe } from "./shortcut-report.ts";

/** What answers are made of. */
export interface Answering extends Panel {
  readonly spec: PluginSpec;
  /** Writes the report for a probe. */
  readonly format: (report: Report, probeId: string) => string;
}

/** Writes reports for the probes that ask. What was written last is not written again: a report may be large. */
export function createFormat(): Answering["format"] {
  let last: { readonly report: Report; readonly probeId: string; readonly text: string } | undefined;
  return (report, probeId) => {
    if (last?.report !== report || last.probeId !== probeId)
      last = { report, probeId, text: formatReport(stampProbe(report, probeId)) };
    return last.text;
  };
}

/** A way that hosts go. */
interface Route {
  readonly methods: readonly string[];
  readonly answer: (answering: Answering, call: RouteCall) => Promise<ScopeAnswer> | ScopeAnswer;
}

interface RouteCall {
  readonly body: string;
  /** Id of the probe that asks; empty if it does not say, as the first ones. */
  readonly probeId: string;
}

const routes: ReadonlyMap<string, Route> = new Map<string, Route>([
  ["/report", { methods: ["GET", "HEAD"], answer: answerReport }],
  ["/control", { methods: ["POST"], answer: answerControl }],
  ["/", { methods: ["GET", "HEAD"], answer: answerHandshake }],
]);

/** Answers a request of a host, whatever its release. Never rejects. */
export async function answerRequest(answering: Answering, request: ScopeRequest): Promise<ScopeAnswer> {
  const [path = "", ...query] = request.url.split("?");
  const route = routes.get(path);
  if (route === undefined) return textAnswer(404, `there is no ${path}; there are /report and /control`);
  if (!route.methods.includes(request.method)) return refuseMethod(route, request.method, path);
  const probeId = new URLSearchParams(query.join("?")).get("probe_id") ?? "";
  return await route.answer(answering, { body: request.body ?? "", probeId });
}

function refuseMethod({ methods }: Route, method: string, path: string): ScopeAnswer {
  const answer = textAnswer(405, `${path} takes ${methods.join(" and ")}, not ${method}`);
  return { ...answer, headers: { ...answer.headers, Allow: methods.join(", ") } };
}

async function answerReport({ cache, format }: Answering, { probeId }: RouteCall): Promise<ScopeAnswer> {
  try {
    return jsonAnswer(format(await cache.current(), probeId));
  } catch (error) {
    return unavailableAnswer(error instanceof Error ? error.message : String(error));
  }
}

/** A failure of a control is an answer like another: of any other status hosts show nothing but that. */
async function answerControl(answering: Answering, { body, probeId }: RouteCall): Promise<ScopeAnswer> {
  try {
    const { control, press } = parseControlBody(body);
    const pressed = await pressControl(answering, control, press);
    return jsonAnswer(formatPressed(pressed, probeId));
  } catch (error) {
    return jsonAnswer(JSON.stringify({ error: error instanceof Error ? error.message : String(error) }));
  }
}

function formatPressed(pressed: Pressed, probeId: string): string {
  if ("error" in pressed) return JSON.stringify(pressed);
  const { result, shortcut } = pressed;
  const { value, removedNode } = result;
  const text = JSON.stringify({ value, removedNode });
  if (shortcut === undefined) return text;
  const report = `"shortcutReport":${formatReport(stampProbe(shortcut, probeId))}`;
  return text === "{}" ? `{${report}}` : `${text.slice(0, -1)},${report}}`;
}

/** What the hosts before the first release asked for before a report. */
function answerHandshake({ spec }: Answering): ScopeAnswer {
  const { id, description = "", interfaces, apiVersion } = spec;
  return jsonAnswer(JSON.stringify({ name: id, description, interfaces, api_version: apiVersion }));
}
