import { once } from "node:events";
import { mkdir } from "node:fs/promises";
import { createServer, type IncomingMessage, type ServerResponse } from "node:http";
import { dirname } from "node:path";
import { text } from "node:stream/consumers";

/** A node of the plugin below. */
export const nodeId = "vm;<host>";

/** What a Scope plugin is told to do. */
interface Request {
  readonly NodeID: string;
  readonly Control: string;
  readonly ControlArgs: Readonly<Record<string, string>> | null;
}

/** A Scope plugin by hand: a host with one fact, and a control that returns its arguments or fails. */
export async function startScopePlugin(path: string, id: string): Promise<{ close(): Promise<void> }> {
  await mkdir(dirname(path), { recursive: true, mode: 0o700 });
  const server = createServer((request, response) => void answer(request, response, id));
  server.listen(path);
  await once(server, "listening");
  return {
    async close() {
      server.closeAllConnections();
      server.close();
      await once(server, "close");
    },
  };
}

async function answer(request: IncomingMessage, response: ServerResponse, id: string): Promise<void> {
  const body: string = await text(request);
  const [path = ""] = (request.url ?? "").split("?");
  if (path === "/report" && request.method === "GET") response.end(JSON.stringify(reportOf(id)));
  else if (path === "/control" && body.startsWith("{")) response.end(JSON.stringify(press(body)));
  else response.writeHead(404).end();
}

function press(body: string): unknown {
  const { Control: control, ControlArgs: args, NodeID: node } = JSON.parse(body) as Request;
  if (control !== "recount") return { error: `there is no ${control}` };
  if (args?.["fail"] !== undefined) return { error: args["fail"] };
  return { value: { node, args } };
}

function reportOf(id: string): unknown {
  const timestamp = new Date().toISOString();
  return {
    Host: {
      nodes: {
        [nodeId]: {
          id: nodeId,
          latest: { volumes: { timestamp, value: "3" } },
          latestControls: { recount: { timestamp, value: { dead: false } } },
        },
      },
      controls: { recount: { id: "recount", human: "Recount", icon: "fa-refresh", rank: 1 } },
      metadata_templates: { volumes: { id: "volumes", label: "Volumes", priority: 0.1, from: "latest" } },
    },
    Plugins: [{ id, label: "Volume counts", interfaces: ["reporter", "controller"], api_version: "1" }],
  };
}
