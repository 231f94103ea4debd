import { stat } from "node:fs/promises";
import { join } from "node:path";
import { describe, expect } from "vitest";
import { call } from "./http-call.ts";
import { ours, type report, spec, test } from "./served-host.ts";

describe("serveScopeHost() on a socket", () => {
  test("makes a directory and a socket for this user only when neither is there", async ({ world }) => {
    const { address } = await world.serve();
    expect(address).toBe(world.path);
    expect((await stat(world.path)).mode & 0o777).toBe(0o600);
    expect((await stat(join(world.directory, "scope"))).mode & 0o777).toBe(0o700);
  });

  test("says who it is and which plugins are polled when /api is asked", async ({ world }) => {
    world.host.setPlugins([
      { path: "/plugins/a.sock", spec },
      { path: "/plugins/b.sock", spec: { id: "b", label: "b" } },
      { path: "/plugins/c_d.sock", spec: { id: "c_d", label: "c_d" }, refusal: "no id" },
    ]);
    await world.serve();
    const { status, headers, body } = await call(world.path, "/api");
    expect({ status, type: headers["content-type"], sniff: headers["x-content-type-options"] }).toEqual({
      status: 200,
      type: "application/json",
      sniff: "nosniff",
    });
    expect(JSON.parse(body)).toEqual({
      capabilities: { historic_reports: false },
      hostname: "vm",
      id: "197a7919b8424269",
      plugins: [
        { api_version: "1", id: "a", interfaces: ["reporter"], label: "A", status: "ok" },
        { id: "b", interfaces: null, label: "b" },
      ],
      version: "1.2.3",
    });
  });

  test("lists every socket with its path and refusal when /api/plugins is asked", async ({ world }) => {
    world.host.setPlugins([
      { path: "/plugins/c_d.sock", spec: { id: "c_d", label: "c_d" }, refusal: "no id" },
    ]);
    await world.serve();
    expect(JSON.parse((await call(world.path, "/api/plugins")).body)).toEqual([
      { id: "c_d", interfaces: null, label: "c_d", path: "/plugins/c_d.sock", refusal: "no id" },
    ]);
  });

  test("names its probe when /api/probes is asked", async ({ world }) => {
    await world.serve();
    const [probe] = JSON.parse((await call(world.path, "/api/probes")).body) as [{ lastSeen: string }];
    expect(probe).toMatchObject({ hostname: "vm", id: "197a7919b8424269", version: "1.2.3" });
    expect(Date.parse(probe.lastSeen)).not.toBeNaN();
  });

  test("answers with the report of now when /api/report is asked again", async ({ world }) => {
    await world.serve();
    const nodes = async (): Promise<unknown> => {
      const shown = JSON.parse((await call(world.path, "/api/report")).body) as typeof report;
      return Object.keys(shown.Host.nodes);
    };
    expect(await nodes()).toEqual(["vm;<host>"]);
    world.host.setReport({ Host: { nodes: { "other;<host>": {} } } });
    expect(await nodes()).toEqual(["other;<host>"]);
  });

  test("answers without a body when it is asked with HEAD", async ({ world }) => {
    await world.serve();
    const { status, headers, body } = await call(world.path, "/api", { method: "HEAD" });
    expect({ status, body, hasLength: Number(headers["content-length"]) > 0 }).toEqual({
      status: 200,
      body: "",
      hasLength: true,
    });
  });

  test.for([
    { name: "an unknown path", path: "/api/x", method: "GET", status: 404, says: 'Cannot find "/api/x"' },
    { name: "the page when there is none", path: "/", method: "GET", status: 404, says: "Cannot find" },
    {
      name: "a control with two parts",
      path: "/api/control/p/n",
      method: "POST",
      status: 404,
      says: "Cannot",
    },
    {
      name: "a control with four parts",
      path: "/api/control/a/b/c/d",
      method: "POST",
      status: 404,
      says: "/",
    },
    {
      name: "an escape that is none",
      path: "/api/control/p/%zz/c",
      method: "POST",
      status: 400,
      says: "%zz",
    },
    {
      name: "bytes that are no UTF-8",
      path: "/api/control/p/%ff/c",
      method: "POST",
      status: 400,
      says: "%ff",
    },
  ])("refuses $name with $status", async ({ path, method, status, says }, { world }) => {
    await world.serve();
    const answer = await call(world.path, path, { method });
    expect(answer.status).toBe(status);
    expect(JSON.parse(answer.body)).toContain(says);
  });

  test.for([
    { path: "/api", method: "POST", allow: "GET, HEAD" },
    { path: "/api/report", method: "POST", allow: "GET, HEAD" },
    { path: "/api/events", method: "DELETE", allow: "GET, HEAD" },
    { path: "/api/control/p/n/c", method: "GET", allow: "POST" },
  ])("says that $path has $allow when it is asked with $method", async (row, { world }) => {
    await world.serve();
    const { status, headers, body } = await call(world.path, row.path, { method: row.method });
    expect({ status, allow: headers.allow }).toEqual({ status: 405, allow: row.allow });
    expect(JSON.parse(body)).toBe(`Cannot use ${row.method} here: use ${row.allow}`);
  });
});

describe("serveScopeHost() closed", () => {
  test("waits for a control that is under way", async ({ world }) => {
    let finish = (): void => undefined;
    world.host.onControl(() => new Promise((resolve) => (finish = () => resolve({ value: 1 }))));
    const server = await world.serve();
    const asked = call(world.path, `${ours}/n/a~c`, { method: "POST" });
    await expect.poll(() => world.host.requests.length).toBe(1);
    const closed = server.close();
    finish();
    expect((await asked).body).toBe('{"value":1}');
    await closed;
    await expect(stat(world.path)).rejects.toThrow("ENOENT");
  });

  test("ends what does not end when its time is up", async ({ world }) => {
    world.host.onControl(() => new Promise(() => undefined));
    const server = await world.serve({ limits: { closeTimeoutMs: 10 } });
    const asked = call(world.path, `${ours}/n/a~c`, { method: "POST" });
    const failed = expect(asked).rejects.toThrow("socket hang up");
    await expect.poll(() => world.host.requests.length).toBe(1);
    await server.close();
    await failed;
  });
});
