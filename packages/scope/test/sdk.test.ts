import { spawn } from "node:child_process";
import { once } from "node:events";
import { existsSync } from "node:fs";
import { chmod, chown, mkdir, mkdtemp, readdir, rm, stat, writeFile } from "node:fs/promises";
import { request } from "node:http";
import { connect } from "node:net";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { createScopePlugin, hostNodeId, type ScopePlugin } from "@infrakit/scope/sdk";
import { afterEach, beforeEach, expect, onTestFinished, test, vi } from "vitest";

let root: string;

beforeEach(async () => {
  root = await mkdtemp(join(tmpdir(), "scope-sdk-"));
});
afterEach(async () => {
  await rm(root, { recursive: true, force: true });
});

function createMine(report?: () => Promise<void>): ScopePlugin {
  return createScopePlugin({
    id: "mine",
    label: "Mine",
    topologies: { Host: { metrics: { load: { label: "Load" } } } },
    async report({ Host }) {
      Host.node(hostNodeId("vm")).metric("load", 1);
      await report?.();
    },
  });
}

interface Answer {
  readonly status: number;
  readonly body: string;
}

/** As Scope's probe asks. */
async function ask(
  socketPath: string,
  path = "/report?api_version=1&probe_id=1a2b",
  body?: string,
): Promise<Answer> {
  const sent = request({
    socketPath,
    path,
    method: body === undefined ? "GET" : "POST",
    headers: { Host: "plugin" },
  });
  // A server that refuses a body need not read it to its end.
  sent.on("error", () => undefined);
  sent.end(body);
  const [response] = (await once(sent, "response")) as [
    AsyncIterable<Buffer> & { readonly statusCode: number },
  ];
  const chunks: Buffer[] = [];
  for await (const chunk of response) chunks.push(chunk);
  return { status: response.statusCode, body: Buffer.concat(chunks).toString() };
}

/** Sends bytes as they are, and gives all that comes back. */
async function sendRaw(socketPath: string, bytes: string): Promise<string> {
  const socket = connect(socketPath);
  socket.end(bytes);
  const chunks: Buffer[] = [];
  for await (const chunk of socket as AsyncIterable<Buffer>) chunks.push(chunk);
  return Buffer.concat(chunks).toString();
}

test("listen() puts a private socket into a directory of the plugin's own when it is started", async () => {
  const plugin = createMine();
  const { path } = await plugin.listen({ directory: root });
  expect(path).toBe(join(root, "mine", "mine.sock"));
  const modes = await Promise.all([stat(dirname(path)), stat(path)]);
  expect(modes.map(({ mode }) => (mode & 0o777).toString(8))).toEqual(["700", "600"]);
  const { status, body } = await ask(path);
  expect([status, body]).toEqual([200, expect.stringContaining('"id":"vm;<host>"')]);
  await plugin.close();
  expect(await readdir(root)).toEqual([]);
});

test("listen() answers a request without a host when one of the first probes asks", async () => {
  const plugin = createMine();
  const { path } = await plugin.listen({ directory: root });
  for (const host of ["Host: \r\n", ""]) {
    const answer = await sendRaw(path, `GET /report? HTTP/1.1\r\n${host}Connection: close\r\n\r\n`);
    expect(answer).toMatch(/^HTTP\/1\.1 200 OK\r\n/);
  }
  await plugin.close();
});

test("listen() takes the place of a plugin that was killed, and of none that runs", async () => {
  const source = `
    import { createServer } from "node:net";
    createServer().listen(${JSON.stringify(join(root, "mine", "mine.sock"))}, () => console.log("listens"));`;
  await mkdir(join(root, "mine"), { mode: 0o700 });
  const killed = spawn(process.execPath, ["--input-type=module", "-e", source]);
  await once(killed.stdout, "data");
  const first = createMine();
  await expect(first.listen({ directory: root })).rejects.toThrow(`process ${killed.pid}`);
  killed.kill("SIGKILL");
  await once(killed, "exit");
  expect(existsSync(join(root, "mine", "mine.sock"))).toBe(true);
  const { path } = await first.listen({ directory: root });
  expect((await ask(path)).status).toBe(200);
  await first.close();
});

test("listen() goes where INFRAKIT_SCOPE_PLUGINS_DIR says when it is given no directory", async () => {
  onTestFinished(() => void vi.unstubAllEnvs());
  vi.stubEnv("INFRAKIT_SCOPE_PLUGINS_DIR", root);
  const plugin = createMine();
  const { path } = await plugin.listen();
  onTestFinished(() => plugin.close());
  expect(path).toBe(join(root, "mine", "mine.sock"));
});

test.skipIf(process.getuid?.() !== 0)(
  "listen() names the variable of Scope's plugins when its directory is another user's",
  async () => {
    await mkdir(join(root, "mine"));
    await chown(join(root, "mine"), 65534, 65534);
    await expect(createMine().listen({ directory: root })).rejects.toThrow(
      `run \`chown 0 ${join(root, "mine")}\` or set INFRAKIT_SCOPE_PLUGINS_DIR`,
    );
  },
);

test("close() leaves nothing behind when the plugin is only about to listen", async () => {
  const plugin = createMine();
  const listening = plugin.listen({ directory: root });
  const refused = expect(listening).rejects.toThrow(
    `Cannot listen on "${join(root, "mine", "mine.sock")}": the plugin was closed meanwhile`,
  );
  await plugin.close();
  expect(await readdir(root)).toEqual([]);
  await refused;
});

test("listen() leaves alone what is no socket", async () => {
  await mkdir(join(root, "mine"), { mode: 0o700 });
  await writeFile(join(root, "mine", "mine.sock"), "mine");
  await expect(createMine().listen({ directory: root })).rejects.toThrow("a regular file is there");
});

test("listen() refuses a directory that others may write to", async () => {
  await mkdir(join(root, "mine"));
  await chmod(join(root, "mine"), 0o777);
  await expect(createMine().listen({ directory: root })).rejects.toThrow("others may write to it (mode 777)");
});

test("listen() says how long a path may be when it is too long", async () => {
  const directory = join(root, "d".repeat(80));
  const path = join(directory, "mine", "mine.sock");
  await expect(createMine().listen({ directory })).rejects.toThrow(
    `Cannot listen on "${path}": the path has ${path.length} bytes and the system takes 107; choose a shorter directory or id`,
  );
});

test("listen() removes the socket and ends connections when its signal is aborted", async () => {
  const stop = new AbortController();
  const { path, closed } = await createMine().listen({ directory: root, signal: stop.signal });
  const idle = connect(path);
  await once(idle, "connect");
  const ended = once(idle, "close");
  idle.resume();
  stop.abort();
  await closed;
  await ended;
  expect(await readdir(root)).toEqual([]);
});

test("close() leaves what others have put into the directory", async () => {
  const plugin = createMine();
  await plugin.listen({ directory: root });
  await writeFile(join(root, "mine", "notes"), "");
  await plugin.close();
  expect(await readdir(join(root, "mine"))).toEqual(["notes"]);
});

test("close() lets a request that is under way end", async () => {
  let isAsked: () => void = () => undefined;
  const asked = new Promise<void>((resolve) => (isAsked = resolve));
  let go: () => void = () => undefined;
  const gone = new Promise<void>((resolve) => (go = resolve));
  const plugin = createMine(async () => {
    isAsked();
    await gone;
  });
  const { path } = await plugin.listen({ directory: root });
  const answer = ask(path);
  await asked;
  const closing = plugin.close();
  go();
  expect((await answer).status).toBe(200);
  await closing;
});

test("listen() survives hosts that hang up, and those that send nonsense", async () => {
  const plugin = createMine();
  const { path } = await plugin.listen({ directory: root });
  const rude = connect(path);
  rude.write("POST /control HTTP/1.1\r\nHost: plugin\r\nContent-Length: 100\r\n\r\n{");
  rude.destroy();
  expect(await sendRaw(path, "nonsense\r\n\r\n")).toMatch(/^HTTP\/1\.1 400 /);
  const { status } = await ask(path, "/control", "x".repeat(1024 * 1024 + 1));
  expect(status).toBe(413);
  expect((await ask(path)).status).toBe(200);
  await plugin.close();
});

test("listen() hangs up on a host that sends more requests at once than it may", async () => {
  let go: () => void = () => undefined;
  const gone = new Promise<void>((resolve) => (go = resolve));
  const plugin = createMine(() => gone);
  const { path } = await plugin.listen({ directory: root });
  const asking = "GET /report HTTP/1.1\r\nHost: plugin\r\n\r\n";
  expect(await sendRaw(path, asking.repeat(17))).toBe("");
  go();
  expect((await ask(path)).status).toBe(200);
  await plugin.close();
});

test.for(["SIGTERM", "SIGINT"] as const)("listen() cleans up after itself when %s comes", async (signal) => {
  const source = `
    import { createScopePlugin } from "@infrakit/scope/sdk";
    const plugin = createScopePlugin({ id: "mine", label: "Mine", topologies: {}, report() {} });
    const { closed } = await plugin.listen({ directory: ${JSON.stringify(root)}, handleSignals: true });
    console.log("listens");
    await closed;
    console.log("closed");`;
  const child = spawn(process.execPath, ["--input-type=module", "-e", source], {
    cwd: import.meta.dirname,
    stdio: ["ignore", "pipe", "inherit"],
  });
  let out = "";
  child.stdout.on("data", (text: Buffer) => (out += text.toString()));
  await vi.waitFor(() => expect(out).toBe("listens\n"), 20_000);
  child.kill(signal);
  expect(await once(child, "exit")).toEqual([0, null]);
  expect(out).toBe("listens\nclosed\n");
  expect(await readdir(root)).toEqual([]);
});

test("listen() lets two plugins start and end at one place again and again", async () => {
  for (let round = 0; round < 20; round++) {
    const [one, other] = [createMine(), createMine()];
    const started = await Promise.allSettled([
      one.listen({ directory: root }),
      other.listen({ directory: root }),
    ]);
    expect(started.map(({ status }) => status).toSorted()).toEqual(["fulfilled", "rejected"]);
    await Promise.all([one.close(), other.close()]);
  }
  expect(await readdir(root)).toEqual([]);
});
