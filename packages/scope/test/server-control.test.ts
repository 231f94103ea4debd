import { once } from "node:events";
import { createServer } from "node:http";
import { connect } from "node:net";
import { join } from "node:path";
import { describe, expect } from "vitest";
import { connectScopeHost } from "@infrakit/scope/server";
import { call } from "./http-call.ts";
import { ours, test } from "./served-host.ts";

describe("serveScopeHost() asked for a control", () => {
  test("passes on what the escapes stand for when parts have slashes and blanks", async ({ world }) => {
    await world.serve();
    const path = `${ours}/no%2Fsuch%20node%3B%3Cx%3E/e2e~ctrl%2F%25%2B%C3%A9`;
    const { status, body } = await call(world.path, path, { method: "POST" });
    expect({ status, body }).toEqual({ status: 200, body: "{}" });
    expect(world.host.requests).toEqual([
      { appId: "197a7919b8424269", nodeId: "no/such node;<x>", control: "e2e~ctrl/%+é" },
    ]);
  });

  test.for([
    { name: "strings", body: '{"k1":"v1","k2":"v2"}', args: { k1: "v1", k2: "v2" } },
    { name: "a number", body: '{"n":1}', args: { n: "1" } },
    {
      name: "a number that is none in JavaScript",
      body: '{"n":12345678901234567890}',
      args: { n: "12345678901234567890" },
    },
    { name: "digits in strings", body: '{"a 1":"b \\"2\\" 3"}', args: { "a 1": 'b "2" 3' } },
    { name: "an empty object", body: "{}", args: {} },
    { name: "null", body: "null", args: undefined },
    { name: "no body", body: "", args: undefined },
  ])("passes on arguments when they are $name", async ({ body, args }, { world }) => {
    await world.serve();
    await call(world.path, `${ours}/n/a~c`, { method: "POST", body });
    const [asked] = world.host.requests;
    expect(asked?.args && Object.fromEntries(asked.args)).toEqual(args);
  });

  test.for([
    { name: "a list", body: "[1]", says: "they must be a JSON object" },
    { name: "a list inside", body: '{"arr":["x"]}', says: '"arr" is ["x"]; write a string' },
    { name: "no JSON", body: "{x}", says: "Cannot read the arguments of the control" },
  ])("refuses arguments when they are $name", async ({ body, says }, { world }) => {
    await world.serve();
    const answer = await call(world.path, `${ours}/n/a~c`, { method: "POST", body });
    expect(answer.status).toBe(400);
    expect(JSON.parse(answer.body)).toContain(says);
    expect(world.host.requests).toEqual([]);
  });

  test("answers as Scope's app does when the plugin returns everything that it can", async ({ world }) => {
    const all = { pipe: "pipe-123", rawTty: true, removedNode: "gone;<host>", resizeTtyControl: "x" };
    world.host.onControl(async () => ({ ...all, value: { x: [1, "two", null, 3.5] } }));
    await world.serve();
    const { status, body } = await call(world.path, `${ours}/n/a~c`, { method: "POST" });
    expect(status).toBe(200);
    expect(JSON.parse(body)).toEqual({
      pipe: "pipe-123",
      raw_tty: true,
      removedNode: "gone;<host>",
      resize_tty_control: "x",
      value: { x: [1, "two", null, 3.5] },
    });
  });

  test("answers 400 with the text when the plugin says an error", async ({ world }) => {
    world.host.onControl(async () => ({ error: "handler failed: nope", value: 1 }));
    await world.serve();
    const { status, body } = await call(world.path, `${ours}/n/a~c`, { method: "POST" });
    expect({ status, body }).toEqual({ status: 400, body: '"handler failed: nope"' });
  });

  test("answers as Scope's app does when the probe is another", async ({ world }) => {
    await world.serve();
    const { status, body } = await call(world.path, "/api/control/ffff/n/a~c", { method: "POST" });
    expect({ status, body }).toEqual({ status: 400, body: '"probe ffff is not connected right now"' });
    expect(world.host.requests).toEqual([]);
  });

  test.for([
    { name: "another type", headers: { "Content-Type": "text/plain" }, says: "text/plain" },
    { name: "compression", headers: { "Content-Encoding": "gzip" }, says: "gzip" },
  ])("refuses $name with 415", async ({ headers, says }, { world }) => {
    await world.serve();
    const answer = await call(world.path, `${ours}/n/a~c`, { method: "POST", headers, body: "{}" });
    expect(answer.status).toBe(415);
    expect(JSON.parse(answer.body)).toContain(says);
  });

  test.for([
    { name: "says how long it is", headers: { "Content-Length": "5000" } },
    { name: "comes in chunks", headers: { "Transfer-Encoding": "chunked" } },
  ])("answers 413 when a body that is too large $name", async ({ headers }, { world }) => {
    await world.serve({ limits: { maxBodyBytes: 4000 } });
    const body = "x".repeat(5000);
    const { status, body: why } = await call(world.path, `${ours}/n/a~c`, { method: "POST", headers, body });
    expect({ status, why }).toEqual({ status: 413, why: '"Cannot read the request: it is over 4000 bytes"' });
  });

  test("answers 503 when as many controls as it bears are under way", async ({ world }) => {
    let finish = (): void => undefined;
    world.host.onControl(() => new Promise((resolve) => (finish = () => resolve({}))));
    await world.serve({ limits: { maxControls: 1 } });
    const first = call(world.path, `${ours}/n/a~c`, { method: "POST" });
    await expect.poll(() => world.host.requests.length).toBe(1);
    expect((await call(world.path, `${ours}/n/a~c`, { method: "POST" })).status).toBe(503);
    finish();
    expect((await first).status).toBe(200);
    world.host.onControl(async () => ({}));
    expect((await call(world.path, `${ours}/n/a~c`, { method: "POST" })).status).toBe(200);
  });

  test("ends the connection when more requests are sent on it than it bears", async ({ world }) => {
    world.host.onControl(() => new Promise(() => undefined));
    await world.serve({ limits: { maxPipelined: 2, closeTimeoutMs: 10 } });
    const socket = connect(world.path).on("error", () => undefined);
    socket.write(`POST ${ours}/n/a~c HTTP/1.1\r\nHost: x\r\n\r\n`.repeat(3));
    await once(socket, "close");
    expect(world.host.requests.length).toBeLessThanOrEqual(2);
  });
});

describe("connectScopeHost()", () => {
  test("lists, reports and controls when a host is served", async ({ world }) => {
    await world.serve();
    const client = connectScopeHost(world.path);
    expect(await client.plugins()).toMatchObject([{ id: "a", path: "/plugins/a.sock" }]);
    expect(JSON.parse(await client.report())).toMatchObject({ Host: { nodes: { "vm;<host>": {} } } });
    const args = new Map([["__proto__", "1"]]);
    expect(await client.control({ nodeId: "vm;<host>", control: "a~b/c", args })).toEqual({});
    expect(world.host.requests).toEqual([
      { appId: "197a7919b8424269", nodeId: "vm;<host>", control: "a~b/c", args },
    ]);
  });

  test("throws what the host says when a control is refused", async ({ world }) => {
    await world.serve();
    world.host.onControl(async () => ({ error: 'Control "x" not recognised' }));
    const asked = connectScopeHost(world.path).control({ nodeId: "n", control: "x", args: new Map() });
    await expect(asked).rejects.toMatchObject({
      reason: "refused",
      message: 'Control "x" not recognised',
    });
  });

  test("throws that nobody is there when nobody listens", async ({ world }) => {
    await expect(connectScopeHost(world.path).plugins()).rejects.toMatchObject({
      reason: "unreachable",
      message: expect.stringContaining(`Cannot reach a host of Scope plugins on "${world.path}"`) as string,
    });
  });

  test("reads an answer of so many bytes, and gives one up that never ends", async ({ world }) => {
    await world.serve();
    const bytes = Buffer.byteLength(await connectScopeHost(world.path).report());
    expect(await connectScopeHost(world.path, bytes).report()).toContain("vm;<host>");
    await expect(connectScopeHost(world.path, bytes - 1).report()).rejects.toMatchObject({
      reason: "unreachable",
      message: expect.stringContaining(`its answer is over ${bytes - 1} bytes`) as string,
    });
    const endless = createServer((_, response) => {
      const write = (): void => {
        while (response.write("x".repeat(65_536)));
      };
      response.on("drain", write);
      write();
    });
    const path = join(world.directory, "endless.sock");
    endless.listen(path);
    await once(endless, "listening");
    await expect(connectScopeHost(path, 1_000_000).report()).rejects.toMatchObject({
      message: expect.stringContaining("its answer is over 1000000 bytes") as string,
    });
    endless.close();
    await once(endless, "close");
  });
});
