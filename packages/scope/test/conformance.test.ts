import { once } from "node:events";
import { chmod, mkdir, mkdtemp, rm } from "node:fs/promises";
import { createServer, type Server, type ServerResponse } from "node:http";
import { tmpdir } from "node:os";
import { join } from "node:path";
import {
  runScopeCases,
  type ScopeCaseOptions,
  scopeCases,
  type ScopeResult,
} from "@infrakit/scope/conformance";
import { createScopePlugin, hostNodeId } from "@infrakit/scope/sdk";
import { afterEach, beforeEach, expect, test } from "vitest";

let root: string;

beforeEach(async () => {
  root = await mkdtemp(join(tmpdir(), "scope-cases-"));
});
afterEach(async () => {
  await rm(root, { recursive: true, force: true });
});

async function run(path: string, options?: ScopeCaseOptions): Promise<readonly ScopeResult[]> {
  const results: ScopeResult[] = [];
  for await (const result of runScopeCases(path, options)) results.push(result);
  return results;
}

test("runScopeCases() finds nothing wrong when a plugin is made with the kit", async () => {
  const vm = hostNodeId("vm");
  const plugin = createScopePlugin({
    id: "mine",
    label: "Mine",
    topologies: {
      Host: { facts: { kernel: { label: "Kernel" } }, metrics: { load: { label: "Load" } } },
      Process: {},
    },
    controls: {
      go: { human: "Go", icon: "fa-play", run: ({ nodeId }) => ({ changed: [nodeId], value: 1 }) },
      stop: { human: "Stop", icon: "fa-stop", run: () => undefined },
    },
    report({ Host, Process }) {
      Host.node(vm).fact("kernel", "6.1").metric("load", 1).controls("go");
      Process.node("vm;7").controls("go", "stop");
    },
  });
  const { path } = await plugin.listen({ directory: root });
  const presses = [
    { control: "go", nodeId: vm },
    { control: "stop", nodeId: "vm;7", args: { force: "1" } },
  ];
  const results = await run(path, { presses });
  expect(results.filter(({ outcome }) => outcome !== "holds")).toEqual([]);
  expect(results).toHaveLength(scopeCases.length);
  await plugin.close();
});

/** What Scope's own `iowait` was recorded to answer: no ids in nodes, any method, controls refused with 400. */
function answerAsIowait(path: string, response: ServerResponse): void {
  const timestamp = "2026-11-20T21:24:22.626022564Z";
  const control = (id: string, human: string, icon: string): object => ({ id, human, icon, rank: 1 });
  const report = {
    Host: {
      nodes: {
        "vm;<host>": {
          metrics: { idle: { samples: [{ date: timestamp, value: 40.87 }], min: 0, max: 100 } },
          latestControls: {
            switchToIOWait: { timestamp, value: { dead: false } },
            switchToIdle: { timestamp, value: { dead: true } },
          },
        },
      },
      metric_templates: { idle: { id: "idle", label: "Idle", format: "percent", priority: 0.1 } },
      controls: {
        switchToIOWait: control("switchToIOWait", "Switch to IO wait", "fa-clock-o"),
        switchToIdle: control("switchToIdle", "Switch to idle", "fa-gears"),
      },
    },
    Plugins: [{ id: "iowait", label: "iowait", interfaces: ["reporter", "controller"], api_version: "1" }],
  };
  if (path.startsWith("/report")) response.end(JSON.stringify(report));
  else if (path.startsWith("/control")) response.writeHead(400).end();
  else response.writeHead(404).end("404 page not found\n");
}

async function listen(server: Server, directory: string): Promise<string> {
  await mkdir(directory);
  await chmod(directory, 0o700);
  const path = join(directory, "iowait.sock");
  server.listen(path);
  await once(server, "listening");
  return path;
}

test("runScopeCases() takes Scope's own plugin for one that can be used, and tells what could be better", async () => {
  const server = createServer((request, response) => answerAsIowait(request.url ?? "", response));
  const results = await run(await listen(server, join(root, "iowait")));
  const failed = results.filter(({ outcome }) => outcome === "fails");
  expect(failed.map(({ severity, name, message }) => [severity, name, message])).toEqual([
    [
      "should",
      "a report is got, not posted",
      "expected status 405, came 200: who mistakes /report for /control takes the answer for that of a control",
    ],
    [
      "should",
      "every node says its own id",
      'expected the key of the node as its id, came nothing in Host.nodes["vm;<host>"]: nodes that Scope does not know by itself become one node without a name',
    ],
    [
      "should",
      "a control that there is not is refused in words",
      'expected status 200 and {"error": "why"}, came 400 "": of any other status people are told nothing but the number',
    ],
  ]);
  server.close();
  server.closeAllConnections();
});

test("runScopeCases() says why when nobody listens", async () => {
  const results = await run(join(root, "iowait.sock"));
  const [outcome] = results.filter(({ name }) => name === "GET /report is answered with 200");
  expect(outcome).toMatchObject({ outcome: "fails", message: expect.stringContaining("ENOENT") as string });
});
