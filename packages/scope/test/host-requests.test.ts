import { mkdirSync, renameSync } from "node:fs";
import { join } from "node:path";
import { gzipSync } from "node:zlib";
import { describe, expect, test } from "vitest";
import type { ControlAnswer, ControlRequest } from "../src/host/scope-host.ts";
import { findPlugin, type LiveHost, openLiveHost, temporaryDirectory, until } from "./live-host.ts";
import { goodReport, httpAnswer, saying, type Script, ScriptedPlugin } from "./scripted-plugin.ts";

interface Talk extends LiveHost {
  readonly plugin: ScriptedPlugin;
  readonly path: string;
  readonly status: () => string | undefined;
  readonly call: (request: Partial<ControlRequest>) => Promise<ControlAnswer>;
}

/** A host that has polled its only plugin, `p`, once. */
async function openTalk(script: Script): Promise<Talk> {
  const root = temporaryDirectory();
  const path = join(root, "p.sock");
  const plugin = await ScriptedPlugin.listen(path, script);
  const live = await openLiveHost(root);
  const status = (): string | undefined => findPlugin(live.host, "p")?.spec.status;
  await until(() => expect(status()).toBeDefined());
  const call = (request: Partial<ControlRequest>): Promise<ControlAnswer> =>
    live.host.control({ appId: "", nodeId: "n", control: "p~go", ...request });
  return { ...live, plugin, path, status, call };
}

const controls = { go: { id: "go", human: "Go", icon: "fa", rank: 1 } };
const report = goodReport("p", { Host: { controls } });

/** Reports well, and answers controls with these bytes. */
function answering(bytes: string): Script {
  return ({ method }, connection) => void connection.write(method === "GET" ? httpAnswer(report) : bytes);
}

const query = "api_version=1&probe_id=36c8d4da204f588d";

describe("requests", () => {
  test("a host asks for reports in these bytes, over one connection [scope.request]", async () => {
    const { plugin, clock } = await openTalk(saying(httpAnswer(report)));
    await clock.advance(1000);
    await until(() => expect(plugin.requests).toHaveLength(2));
    const head = `GET /report?${query} HTTP/1.1\r\nhost: plugin\r\nconnection: keep-alive\r\naccept-encoding: gzip`;
    expect(plugin.requests.map((request) => request.head)).toEqual([head, head]);
    expect(plugin.connections).toBe(1);
  });

  test("a host sends controls in these bytes [scope.control.request]", async () => {
    const { plugin, call } = await openTalk(answering(httpAnswer("{}")));
    await call({ appId: "58504f10b1b81ad5", nodeId: "vm;<host>" });
    const [, request] = plugin.requests;
    expect(request?.head).toBe(
      `POST /control?${query} HTTP/1.1\r\nhost: plugin\r\nconnection: keep-alive\r\n` +
        "content-type: application/json\r\naccept-encoding: gzip\r\ncontent-length: 93",
    );
    expect(request?.body).toBe(
      String.raw`{"AppID":"58504f10b1b81ad5","Control":"go","ControlArgs":null,"NodeID":"vm;\u003chost\u003e"}`,
    );
  });
});

const packed =
  (bytes: Buffer): Script =>
  (_, connection) => {
    connection.write(`HTTP/1.1 200 OK\r\nContent-Encoding: gzip\r\nContent-Length: ${bytes.length}\r\n\r\n`);
    connection.write(bytes);
  };

describe("answers", () => {
  test("a host unpacks what comes with gzip [scope.answer.framing]", async () => {
    const { status } = await openTalk(packed(gzipSync(report)));
    expect(status()).toBe("ok");
  });

  test("a host unpacks no more than a report may have [scope.answer.limit]", async () => {
    const { status } = await openTalk(packed(gzipSync(Buffer.alloc(50 * 1024 * 1024 + 1, " "))));
    expect(status()).toBe("error: response must be shorter than 50MB");
  });

  test("a host names its limit when that is another than Scope's", async () => {
    const root = temporaryDirectory();
    await ScriptedPlugin.listen(join(root, "p.sock"), saying(httpAnswer(report)));
    const limits = { pollMs: 1000, timeoutMs: 500, maxBytes: report.length - 1, maxDepth: 512 };
    const { host } = await openLiveHost(root, { limits });
    const status = `error: response must be shorter than ${report.length} bytes`;
    await until(() => expect(findPlugin(host, "p")?.spec.status).toBe(status));
  });

  test("a host takes a report whose announced end never comes [scope.answer.framing]", async () => {
    const { status } = await openTalk((_, connection) => {
      connection.end(httpAnswer(`${report}    `).slice(0, -3));
    });
    expect(status()).toBe("ok");
  });

  test("a host says how much came when the report is cut [differs.scope.decode]", async () => {
    const { status } = await openTalk(
      (_, connection) => void connection.end(httpAnswer(report).slice(0, -20)),
    );
    expect(status()).toMatch(/^error: decoding error: the connection ended after \d+ bytes; /);
  });

  test.for<readonly [what: string, bytes: string, status: string]>([
    ["an answer without a reason", "HTTP/1.1 503 \r\n\r\n", "plugin returned non-200 status code: 503"],
    ["an answer that announces another", `HTTP/1.1 103 Early Hints\r\n\r\n${httpAnswer(report)}`, "ok"],
    [
      "a redirection to another protocol",
      httpAnswer("", "HTTP/1.1 302 Found\r\nLocation: ftp://x/"),
      'Get "ftp://x/": unsupported protocol scheme "ftp"',
    ],
    [
      "a redirection to itself",
      httpAnswer("", "HTTP/1.1 302 Found\r\nLocation: /report"),
      'Get "http://plugin/report": stopped after 10 redirects',
    ],
    ["headers without an end", `HTTP/1.1 200 OK\r\nX: ${"x".repeat(100_000)}`, "Headers Overflow Error"],
  ])("a host judges %s", async ([, bytes, status]) => {
    const talk = await openTalk(saying(bytes));
    expect(talk.status()).toContain(status);
  });

  test("a host gives an exchange half a second, and asks anew [scope.answer.deadline]", async () => {
    const root = temporaryDirectory();
    const plugin = await ScriptedPlugin.listen(join(root, "p.sock"), () => {});
    const { host, clock } = await openLiveHost(root);
    await until(() => expect(plugin.requests).toHaveLength(1));
    await clock.advance(499);
    expect(findPlugin(host, "p")?.spec.status).toBeUndefined();
    await clock.advance(1);
    expect(findPlugin(host, "p")?.spec.status).toBe("error: context deadline exceeded");
    plugin.follow(saying(httpAnswer(report)));
    await clock.advance(500);
    await until(() => expect(findPlugin(host, "p")?.spec.status).toBe("ok"));
    expect(plugin.connections).toBe(2);
  });

  test("a host says what to do when a path is too long for a socket [scope.unreachable]", async () => {
    const root = temporaryDirectory();
    const long = join(root, "x".repeat(60), "y".repeat(60));
    mkdirSync(long, { recursive: true });
    // Bound by a short way: the host knows the long one only.
    const server = await ScriptedPlugin.listen(join(root, "z.sock"), saying(httpAnswer(goodReport("z"))));
    renameSync(join(root, "z.sock"), join(long, "z.sock"));
    const { host } = await openLiveHost(root);
    await until(() =>
      expect(findPlugin(host, "z")?.spec.status).toContain("move it to a directory with a shorter path"),
    );
    expect(server.connections).toBe(0);
  });
});

describe("answers to controls [scope.control.answer]", () => {
  test.for<readonly [body: string, answer: ControlAnswer]>([
    ["{}", {}],
    ["null", {}],
    ['{"error": "handler failed: nope"}', { error: "handler failed: nope" }],
    ['{"value": {"x": [1, "two", null, 3.5]}, "extra": 1}', { value: { x: [1, "two", null, 3.5] } }],
    ['{"error": "err", "value": "v"}', { error: "err", value: "v" }],
    [
      '{"pipe": "pipe-123", "raw_tty": true, "resize_tty_control": "x", "removedNode": "gone;<host>"}',
      { pipe: "pipe-123", rawTty: true, resizeTtyControl: "x", removedNode: "gone;<host>" },
    ],
    ["", { error: "decoding error: expected a value, found the end (line 1, column 1)" }],
    ["not json", { error: 'decoding error: expected a value, found "not json" (line 1, column 1)' }],
  ])("control() gives what the plugin answered when that is %s", async ([body, answer]) => {
    const { call } = await openTalk(answering(httpAnswer(body)));
    expect(await call({})).toEqual(answer);
  });

  test("control() names the plugin's own code when it fails", async () => {
    const { call } = await openTalk(answering(httpAnswer("boom", "HTTP/1.1 500 Internal Server Error")));
    expect(await call({})).toEqual({
      error: "plugin returned non-200 status code: 500 Internal Server Error",
    });
  });

  test("control() gives up after half a second [scope.answer.deadline]", async () => {
    const { call, plugin, clock } = await openTalk(answering(""));
    const answer = call({});
    await until(() => expect(plugin.requests).toHaveLength(2));
    await clock.advance(500);
    expect(await answer).toEqual({ error: "context deadline exceeded" });
  });

  test("control() says so when too many controls of a plugin are under way", async () => {
    const { call, plugin, clock } = await openTalk(answering(""));
    const answers = Array.from({ length: 65 }, () => call({}));
    await until(() => expect(plugin.requests).toHaveLength(65));
    expect(await answers[64]).toEqual({ error: "the P plugin has 64 controls under way; try again" });
    await clock.advance(500);
    expect(await Promise.all(answers.slice(0, 64))).toEqual(
      Array(64).fill({ error: "context deadline exceeded" }),
    );
  });

  test("close() ends what is under way", async () => {
    const { call, plugin, host, clock } = await openTalk(answering(""));
    const answer = call({});
    await until(() => expect(plugin.requests).toHaveLength(2));
    await host.close();
    expect(await answer).toEqual({ error: "the plugin was removed" });
    expect(clock.timers).toBe(0);
  });
});
