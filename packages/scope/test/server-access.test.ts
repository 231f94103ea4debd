import { writeFile } from "node:fs/promises";
import { join } from "node:path";
import { describe, expect } from "vitest";
import { call } from "./http-call.ts";
import { ours, test } from "./served-host.ts";

describe("serveScopeHost() on TCP", () => {
  const token = "a-token";
  const bearer = { Authorization: `Bearer ${token}` };

  test("makes a token of its own for each server when none is given", async ({ world }) => {
    const servers = [
      await world.serve({ listener: { tcp: "127.0.0.1:0" } }),
      await world.serve({ listener: { tcp: "127.0.0.1:0" } }),
    ];
    const tokens = servers.map((server) => server.token ?? "");
    expect(new Set(tokens).size).toBe(2);
    for (const each of tokens) expect(each).toMatch(/^[\w-]{32}$/);
    expect(servers[0]?.address).toMatch(/^http:\/\/127\.0\.0\.1:\d+$/);
  });

  test.for([
    { name: "no token", headers: {}, status: 401 },
    { name: "another token", headers: { Authorization: "Bearer b-token" }, status: 401 },
    { name: "a longer token", headers: { Authorization: "Bearer a-token1" }, status: 401 },
    { name: "an empty token", headers: { Authorization: "Bearer " }, status: 401 },
    { name: "another scheme", headers: { Authorization: "Basic a-token" }, status: 401 },
    { name: "the token", headers: bearer, status: 200 },
    {
      name: "the token and the name of the machine",
      headers: { ...bearer, Host: "localhost:1" },
      status: 200,
    },
    { name: "a name that leads here", headers: { ...bearer, Host: "evil.example:80" }, status: 403 },
    {
      name: "a name that looks like ours",
      headers: { ...bearer, Host: "127.0.0.1.evil.example" },
      status: 403,
    },
    { name: "a name that is none", headers: { ...bearer, Host: "localhost:port" }, status: 403 },
    { name: "a name with a path", headers: { ...bearer, Host: "localhost/evil.example" }, status: 403 },
    { name: "a name with a user", headers: { ...bearer, Host: "evil.example@localhost" }, status: 403 },
    {
      name: "its own page",
      headers: { ...bearer, Host: "localhost:1", Origin: "http://localhost:1" },
      status: 200,
    },
    {
      name: "a page of another port",
      headers: { ...bearer, Host: "localhost:1", Origin: "http://localhost:2" },
      status: 403,
    },
    { name: "a page from elsewhere", headers: { ...bearer, Origin: "https://evil.example" }, status: 403 },
    { name: "a page from nowhere", headers: { ...bearer, Origin: "null" }, status: 403 },
  ])("answers $status when a request has $name", async ({ headers, status }, { world }) => {
    const { address } = await world.serve({ listener: { tcp: "127.0.0.1:0" }, token });
    for (const path of ["/api/report", "/api/nothing", "/api/events"]) {
      const expected = status === 200 && path === "/api/nothing" ? 404 : status;
      if (status === 200 && path === "/api/events") continue;
      expect((await call(address, path, { headers })).status).toBe(expected);
    }
  });

  test("has no control carried out when the token is absent", async ({ world }) => {
    const { address } = await world.serve({ listener: { tcp: "[::1]:0" }, token });
    const post = { method: "POST" };
    expect((await call(address, `${ours}/n/a~c`, post)).status).toBe(401);
    expect((await call(address, `${ours}/n/a~c`, { ...post, headers: bearer })).status).toBe(200);
    expect(world.host.requests).toHaveLength(1);
  });

  test.for([
    { tcp: "0.0.0.0:4040", says: "over the network" },
    { tcp: "192.0.2.1:4040", says: "ssh -L 4040:127.0.0.1:4040" },
    { tcp: "example.com:4040", says: "over the network" },
    { tcp: "127.0.0.1:99999", says: "write an address" },
    { tcp: "nonsense", says: "write an address" },
  ])("refuses to listen when it is told $tcp", async ({ tcp, says }, { world }) => {
    await expect(world.serve({ listener: { tcp } })).rejects.toThrow(says);
  });

  test("says what to do when the port is taken", async ({ world }) => {
    const { address } = await world.serve({ listener: { tcp: "127.0.0.1:0" } });
    const tcp = address.replace("http://", "");
    await expect(world.serve({ listener: { tcp } })).rejects.toThrow("another program listens on port");
  });
});

describe("serveScopeHost() with a page", () => {
  const files = { "index.html": "<title>x</title>", "page.js": "let x;", "page.css": "a{}" };

  async function writePage(directory: string): Promise<string> {
    for (const [name, text] of Object.entries(files)) await writeFile(join(directory, name), text);
    return directory;
  }

  test.for([
    { path: "/", type: "text/html; charset=utf-8", text: files["index.html"] },
    { path: "/page.js", type: "text/javascript; charset=utf-8", text: files["page.js"] },
    { path: "/page.css", type: "text/css; charset=utf-8", text: files["page.css"] },
    { path: "/?x#y", type: "text/html; charset=utf-8", text: files["index.html"] },
  ])("sends $path to whoever asks, and allows it nothing from elsewhere", async (row, { world }) => {
    const page = await writePage(world.directory);
    const { address } = await world.serve({ listener: { tcp: "127.0.0.1:0" }, page });
    const { status, headers, body } = await call(address, row.path);
    expect({ status, body, type: headers["content-type"] }).toEqual({
      status: 200,
      body: row.text,
      type: row.type,
    });
    expect(headers["content-security-policy"]).toContain("default-src 'none'; script-src 'self'");
    expect(headers["x-content-type-options"]).toBe("nosniff");
  });

  test("does not start when a file of the page is missing", async ({ world }) => {
    await expect(world.serve({ page: world.directory })).rejects.toThrow(
      `Cannot serve the page in "${world.directory}"`,
    );
  });
});
