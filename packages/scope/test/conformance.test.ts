import { once } from "node:events";
import { chmod, mkdir, mkdtemp, rm } from "node:fs/promises";
import { createServer, type RequestListener, type Server, type ServerResponse } from "node:http";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { gzipSync } from "node:zlib";
import {
  runScopeCases,
  type ScopeCaseOptions,
  scopeCases,
  type ScopeResult,
} from "@infrakit/scope/conformance";
import { createScopePlugin, hostNodeId } from "@infrakit/scope/sdk";
import { afterEach, beforeEach, expect, test } from "vitest";
import { reportFor } from "./conformance-peer.ts";

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
      'expected status 200 and {"error": "why"}, came 400 Bad Request "": of any other status people are told nothing but the number',
    ],
  ]);
  server.close();
  server.closeAllConnections();
});

const right = JSON.stringify(reportFor("")).replace('"mine"', '"iowait"');

/** Runs the cases against a server of which only the answers to `/report` matter. */
async function runAgainst(answer: RequestListener): Promise<readonly ScopeResult[]> {
  const server = createServer((request, response) => {
    if (request.url?.startsWith("/control") === true) response.end('{"error":"no such control"}');
    else if (request.url?.startsWith("/re") === true) answer(request, response);
    else response.writeHead(404).end();
  });
  try {
    return await run(await listen(server, join(root, "iowait")));
  } finally {
    server.close();
    server.closeAllConnections();
  }
}

test.for<{ readonly name: string; readonly answer: RequestListener; readonly fails: readonly string[] }>([
  {
    name: "packs its answers",
    answer: (_, response) => response.setHeader("Content-Encoding", "gzip").end(gzipSync(right)),
    fails: [],
  },
  {
    name: "redirects",
    answer: (request, response) =>
      request.url === "/redirected"
        ? response.end(right)
        : response.writeHead(302, { Location: "/redirected" }).end(),
    fails: [],
  },
  {
    name: "hangs up behind the report",
    answer: (_, response) => {
      response.setHeader("Content-Length", right.length + 1).write(right, () => response.destroy());
    },
    fails: ["a connection takes more than one request"],
  },
  {
    name: "sends more than the report",
    answer: (_, response) => response.end(`${right}more`),
    fails: ["nothing follows a report"],
  },
])("runScopeCases() takes a plugin as hosts do when it $name", async ({ answer, fails }) => {
  const failed = (await runAgainst(answer)).filter(({ outcome }) => outcome === "fails");
  const aside = ["a report is got, not posted", "nodes with controls say through whom they are pressed"];
  expect(failed.map(({ name }) => name).filter((name) => !aside.includes(name))).toEqual(fails);
});

test.for<{ readonly name: string; readonly answer: RequestListener; readonly says: string }>([
  {
    name: "is cut off",
    answer: (_, response) => {
      response.setHeader("Content-Length", 100).write('{"Host":', () => response.destroy());
    },
    says: 'expected a JSON object, came "{\\"Host\\":": Host: expected a value, found the end (line 1, column 9)',
  },
  {
    name: "is larger than hosts read",
    answer: (_, response) => response.end(Buffer.alloc(50 * 1024 * 1024 + 1, " ")),
    says: "expected an answer that hosts read, came response must be shorter than 50MB",
  },
  {
    name: "is refused",
    answer: (_, response) => response.writeHead(503, "disk full").end(),
    says: "expected status 200 from /report, came 503 disk full: hosts read no other answer, and show only its status",
  },
])("runScopeCases() fails once, and skips what needs a report, when that $name", async ({ answer, says }) => {
  const results = await runAgainst(answer);
  const failed = results.filter(({ outcome }) => outcome === "fails");
  expect(failed.map(({ message }) => message)).toEqual([says]);
  expect(results).toHaveLength(scopeCases.length);
  const { name } = failed[0] ?? {};
  const skipped = results.slice(results.findIndex((result) => result.name === name) + 1);
  expect(new Set(skipped.map(({ outcome, message }) => `${outcome}: ${message}`))).toEqual(
    new Set([`skipped: it needs that ${name}`]),
  );
});

test("runScopeCases() says why when nobody listens", async () => {
  const results = await run(join(root, "iowait.sock"));
  const [outcome] = results.filter(({ name }) => name === "GET /report is answered with a report");
  expect(outcome).toMatchObject({
    outcome: "fails",
    message: expect.stringContaining("no such file or directory") as string,
  });
});
