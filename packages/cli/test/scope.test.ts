import { once } from "node:events";
import { writeFile } from "node:fs/promises";
import { createServer, type IncomingHttpHeaders } from "node:http";
import type { AddressInfo } from "node:net";
import { join } from "node:path";
import { buffer } from "node:stream/consumers";
import { gunzipSync } from "node:zlib";
import { describe, expect, onTestFinished } from "vitest";
import type { Home } from "./home.ts";
import { test } from "./scope-home.ts";
import { nodeId, startScopePlugin } from "./scope-plugin.ts";

/** How a command failed; a host may have logged before. */
async function refusal(home: Home, args: readonly string[]): Promise<unknown> {
  const { code, stderr, stdout } = await home.run([...args, "-o", "json"]);
  const last = stderr.trimEnd().split("\n").at(-1) ?? "";
  const { Error: error } = JSON.parse(last) as { Error: { Code: string; Message: string; Hint?: string } };
  return { code, stdout, ...error };
}

describe("infrakit scope host", () => {
  test("serves its plugins, their report and their controls to the other commands", async ({
    home,
    plugins,
  }) => {
    await writeFile(join(plugins.root, "no_socket"), "");
    const running = await plugins.host();
    const listed = await home.run(["scope", "plugins"]);
    expect(listed.stdout.split("\n").map((line) => line.split(/ {2,}/))).toMatchObject([
      ["ID", "LABEL", "STATUS", "SOCKET"],
      ["volumes", "Volume counts", "ok", join(plugins.root, "volumes.sock")],
      [""],
    ]);
    expect((await home.run(["scope", "report"])).stdout).toBe(
      "TOPOLOGY  NODE       CONTROLS\nHost      vm;<host>  volumes~recount\n",
    );
    const report = await home.run(["scope", "report", "-o", "json"]);
    expect(JSON.parse(report.stdout)).toMatchObject({
      Host: { shape: "circle", nodes: { [nodeId]: { latest: { volumes: { value: "3" } } } } },
      Plugins: [{ id: "volumes", status: "ok" }],
    });
    const pressed = await home.run(["scope", "control", nodeId, "volumes~recount", "a=1", "b=x=y"]);
    expect(pressed).toMatchObject({
      code: 0,
      stdout: '{"node":"vm;<host>","args":{"a":"1","b":"x=y"}}\n',
    });
    running.child.kill("SIGINT");
    expect((await running.ended).code).toBe(0);
    expect(await refusal(home, ["scope", "plugins"])).toMatchObject({ code: 3, Code: "host_unreachable" });
  });

  test("lists for programs who the plugins are", async ({ home, plugins }) => {
    await plugins.host();
    const { stdout } = await home.run(["scope", "plugins", "-o", "json"]);
    expect(JSON.parse(stdout)).toEqual({
      Plugins: [
        {
          ID: "volumes",
          Label: "Volume counts",
          Description: "",
          Interfaces: ["reporter", "controller"],
          Status: "ok",
          Refusal: null,
          Socket: join(plugins.root, "volumes.sock"),
        },
      ],
    });
  });

  test("is polled with a token over TCP when it is told to listen", async ({ plugins }) => {
    const running = await plugins.host(["host", "--listen", "127.0.0.1:0"]);
    const [, url = "", token = ""] = /and on (\S+) with the token (\S+)/.exec(running.stdout()) ?? [];
    expect((await fetch(`${url}/api/report`)).status).toBe(401);
    const headers = { Authorization: `Bearer ${token}` };
    const report = await (await fetch(`${url}/api/report`, { headers })).json();
    expect(report).toMatchObject({ Plugins: [{ id: "volumes" }] });
    expect((await fetch(`${url}/`, { headers })).status).toBe(404);
  });

  test("publishes to an app with the token of the environment", async ({ plugins }) => {
    const reports: unknown[] = [];
    const tokens = new Set<IncomingHttpHeaders["authorization"]>();
    const app = createServer((request, response) => {
      tokens.add(request.headers.authorization);
      if (request.url === "/api") return void response.end('{"id":"app"}');
      if (request.url !== "/api/report") return void response.writeHead(404).end();
      void buffer(request).then((body) => {
        reports.push(JSON.parse(gunzipSync(body).toString()));
        response.end();
      });
    }).listen(0, "127.0.0.1");
    onTestFinished(() => {
      app.closeAllConnections();
      app.close();
    });
    await once(app, "listening");
    const { port } = app.address() as AddressInfo;
    const env = { INFRAKIT_SCOPE_APP_TOKEN: "s3cret" };
    const running = await plugins.host(["host", "--app", `http://127.0.0.1:${port}`], env);
    const withPlugin = { Plugins: [{ id: "volumes", status: "ok" }] };
    await expect.poll(() => reports.at(-1), { timeout: 20_000 }).toMatchObject(withPlugin);
    expect([...tokens]).toEqual(["Scope-Probe token=s3cret"]);
    expect(running.stdout() + running.stderr()).not.toContain("s3cret");
    // This app has no control channel, which is told.
    await expect.poll(() => running.stderr()).toContain("Cannot take controls");
    running.child.kill("SIGTERM");
    expect((await running.ended).code).toBe(0);
  });

  test("does not start twice on one socket", async ({ home, plugins }) => {
    await plugins.host();
    expect(await refusal(home, ["scope", "host", "--root", plugins.root])).toMatchObject({
      code: 1,
      Code: "address_in_use",
      stdout: "",
    });
  });

  test.for([
    { name: "an address that others reach", args: ["--listen", "0.0.0.0:4040"], says: "over the network" },
    { name: "no address", args: ["--listen", "nonsense"], says: "write an address" },
    { name: "no URL of an app", args: ["--app", "ftp://x"], says: "write a URL" },
    { name: "a secret in the URL", args: ["--app", "http://s3cret@x:4040"], says: "give the token apart" },
  ])("is asked wrongly when it is given $name", async ({ args, says }, { home }) => {
    const refused = await refusal(home, ["scope", "host", ...args]);
    expect(refused).toMatchObject({ code: 2, Code: "bad_input" });
    expect(refused).toMatchObject({ Message: expect.stringContaining(says) as string });
    expect(JSON.stringify(refused)).not.toContain("s3cret");
  });
});

describe("infrakit scope control", () => {
  test.for([
    {
      name: "the plugin fails",
      args: [nodeId, "volumes~recount", "fail=no space"],
      error: { Message: `Cannot carry out "volumes~recount" on "${nodeId}": no space` },
    },
    {
      name: "the plugin names the node itself",
      args: [nodeId, "volumes~recount", `fail=Cannot press "recount" of "${nodeId}": no space`],
      error: { Message: `Cannot press "recount" of "${nodeId}": no space` },
    },
    {
      name: "the plugin names the control itself",
      args: [nodeId, "volumes~recount", 'fail=Cannot tell what became of "recount": it goes on'],
      error: { Message: 'Cannot tell what became of "recount": it goes on' },
    },
    {
      name: "the plugin tells of something else",
      args: [nodeId, "volumes~recount", "fail=Cannot open /dev/null"],
      error: { Message: `Cannot carry out "volumes~recount" on "${nodeId}": Cannot open /dev/null` },
    },
    {
      name: "there is no such control",
      args: [nodeId, "volumes~recont"],
      error: { Hint: expect.stringContaining('did you mean "volumes~recount"?') as string },
    },
    {
      name: "the plugin fails on a node that nobody knows",
      args: ["vn;<host>", "volumes~recount", "fail=x"],
      error: { Hint: expect.stringContaining(`did you mean "${nodeId}"?`) as string },
    },
  ])("tells why when $name", async ({ args, error }, { home, plugins }) => {
    await plugins.host();
    expect(await refusal(home, ["scope", "control", ...args])).toMatchObject({
      code: 1,
      Code: "plugin_error",
      stdout: "",
      ...error,
    });
  });

  test("is asked wrongly when an argument has no value", async ({ home }) => {
    expect(await refusal(home, ["scope", "control", "n", "a~c", "x"])).toMatchObject({
      code: 2,
      Message: 'Cannot use argument "x": write key=value',
    });
  });
});

describe("infrakit scope check", () => {
  test("tells how each case ends, and ends with 1 only when what must hold fails", async ({
    home,
    plugins,
  }) => {
    const socket = join(plugins.root, "volumes.sock");
    const good = await home.run(["scope", "check", socket, "-o", "json"]);
    expect(good.code).toBe(0);
    expect(JSON.parse(good.stdout)).toMatchObject({ Name: "volumes", Conforms: true });
    const other = await startScopePlugin(join(plugins.root, "other.sock"), "volumes");
    onTestFinished(() => other.close());
    const bad = await home.run(["scope", "check", join(plugins.root, "other.sock")]);
    expect(bad.code).toBe(1);
    expect(bad.stdout).toMatch(
      /^fails {3}must {3}Scope {6}other: its id is that of its socket: .+; Name the socket/m,
    );
    expect(bad.stdout).toMatch(/Plugin other cannot be relied on/);
  });

  test("presses the controls that it is given, and no others", async ({ home, plugins }) => {
    const socket = join(plugins.root, "volumes.sock");
    const pressed = async (...press: readonly string[]): Promise<readonly string[]> => {
      const { stdout } = await home.run(["scope", "check", socket, ...press]);
      return stdout.split("\n").filter((line) => /a control that is offered and pressed/.test(line));
    };
    expect(await pressed()).toMatchObject([expect.stringMatching(/^skipped/) as string]);
    const press = JSON.stringify({ NodeID: nodeId, Control: "recount" });
    expect(await pressed("--press", press)).toMatchObject([expect.stringMatching(/^holds/) as string]);
    const failing = JSON.stringify({ NodeID: nodeId, Control: "recount", ControlArgs: { fail: "x" } });
    expect(await pressed("--press", failing)).toMatchObject([expect.stringMatching(/^fails/) as string]);
  });

  test.for([
    { name: "nobody listens", args: ["nothing.sock"], code: 3, word: "plugin_unreachable" },
    { name: "a control is no JSON", args: ["x.sock", "--press", "x"], code: 2, word: "bad_input" },
    { name: "a control has no name", args: ["x.sock", "--press", "{}"], code: 2, word: "bad_input" },
    { name: "a time is none", args: ["x.sock", "--timeout", "soon"], code: 2, word: "bad_input" },
  ])("ends with $code when $name", async ({ args, code, word }, { home }) => {
    expect(await refusal(home, ["scope", "check", ...args])).toMatchObject({ code, Code: word, stdout: "" });
  });
});
