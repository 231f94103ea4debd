import { once } from "node:events";
import { readdir, readFile, rm, stat, writeFile } from "node:fs/promises";
import { request } from "node:http";
import { basename, dirname, join } from "node:path";
import { servePlugin } from "@infrakit/rpc";
import { expect, onTestFinished, test, vi } from "vitest";
import { fakeFlavor, fakeInstance } from "./fakes.ts";
import { serveForTest, socketPlace } from "./place.ts";
import { openRaw, post } from "./raw-client.ts";

const body = '{"jsonrpc":"2.0","method":"Instance.Validate","params":{},"id":1}';
const beside = (path: string): Promise<readonly string[]> => readdir(dirname(path));

test("servePlugin() writes the process id beside the socket as InfraKit does, and removes both at the end [place.pid]", async () => {
  const path = await socketPlace();
  const server = await servePlugin({ flavor: fakeFlavor() }, { path });
  expect(await beside(path)).toEqual(["fake", "fake.pid"]);
  // Go reads it with `strconv.Atoi`, which bears no line feed.
  expect(await readFile(`${path}.pid`, "utf8")).toBe(String(process.pid));
  await server.close();
  expect(await beside(path)).toEqual([]);
});

test("servePlugin() makes the plugin directory and listens there under a name when it is given one", async () => {
  const directory = join(dirname(await socketPlace()), "home", "plugins");
  vi.stubEnv("INFRAKIT_PLUGINS_DIR", directory);
  onTestFinished(() => void vi.unstubAllEnvs());
  const server = await servePlugin({ flavor: fakeFlavor() }, { name: "named" });
  expect(server.address).toBe(join(directory, "named"));
  expect((await stat(directory)).mode & 0o777).toBe(0o700);
  expect(await readdir(directory)).toEqual(["named", "named.pid"]);
  await server.close();
  expect(await readdir(directory)).toEqual([]);
});

test("servePlugin() makes nothing when the name would leave the plugin directory", async () => {
  const directory = join(dirname(await socketPlace()), "home");
  vi.stubEnv("INFRAKIT_PLUGINS_DIR", directory);
  onTestFinished(() => void vi.unstubAllEnvs());
  await expect(servePlugin({ flavor: fakeFlavor() }, { name: "../out" })).rejects.toMatchObject({
    code: "bad_name",
  });
  await expect(stat(directory)).rejects.toMatchObject({ code: "ENOENT" });
});

test("servePlugin() writes the process id beside the .listen file when it listens on TCP", async () => {
  const listenFile = await socketPlace("fake.listen");
  const server = await servePlugin({ flavor: fakeFlavor() }, { tcp: { port: 0, listenFile } });
  expect(await beside(listenFile)).toEqual(["fake.listen", "fake.pid"]);
  await server.close();
  expect(await beside(listenFile)).toEqual([]);
});

test("servePlugin() writes the same process id for each plugin of a process, and close() removes its own", async () => {
  const path = await socketPlace();
  const other = join(dirname(path), "other");
  const server = await servePlugin({ flavor: fakeFlavor() }, { path });
  await serveForTest({ flavor: fakeFlavor() }, other);
  for (const socket of [path, other])
    expect(await readFile(`${socket}.pid`, "utf8")).toBe(String(process.pid));
  await server.close();
  expect(await beside(path)).toEqual(["other", "other.pid"]);
});

test("servePlugin() replaces the pid file of a plugin that died", async () => {
  const path = await socketPlace();
  await writeFile(`${path}.pid`, "4194304");
  await serveForTest({ flavor: fakeFlavor() }, path);
  expect(await readFile(`${path}.pid`, "utf8")).toBe(String(process.pid));
});

test("servePlugin() keeps the pid file of the plugin that is there when it is refused", async () => {
  const path = await serveForTest({ flavor: fakeFlavor() });
  await writeFile(`${path}.pid`, "1");
  await expect(servePlugin({ flavor: fakeFlavor() }, { path })).rejects.toMatchObject({
    code: "address_in_use",
  });
  expect(await readFile(`${path}.pid`, "utf8")).toBe("1");
});

test("close() keeps the pid file when a successor has written it", async () => {
  const path = await socketPlace();
  const server = await servePlugin({ flavor: fakeFlavor() }, { path });
  await writeFile(`${path}.pid`, "4194304");
  await server.close();
  expect(await beside(path)).toEqual([`${basename(path)}.pid`]);
});

test.for<readonly [string, (path: string) => Promise<unknown>, string, readonly string[]]>([
  ["it is there", () => Promise.resolve(), "own", []],
  ["somebody removed it", (path) => rm(path), "absent", []],
  [
    "this process serves there anew",
    (path) => rm(path).then(() => serveForTest({}, path)),
    "replaced",
    ["fake", "fake.pid"],
  ],
])(
  "presence() says whose the socket is, and close() leaves what is a successor's, when %s",
  async ([, change, presence, left]) => {
    const path = await socketPlace();
    const server = await servePlugin({}, { path });
    await change(path);
    expect(await server.presence()).toBe(presence);
    await server.close();
    expect(await beside(path)).toEqual(left);
  },
);

test("close() gives calls under way 10 s and then cuts them [wire.http.stop]", async () => {
  const path = await socketPlace();
  const seen: string[] = [];
  const hung = new Promise<void>(() => undefined);
  const instance = { ...fakeInstance(), validate: () => (seen.push("call"), hung) };
  const server = await servePlugin({ instance }, { path });
  const headers = { "content-length": body.length };
  const asked = request({ socketPath: path, method: "POST", agent: false, headers });
  const cut = once(asked, "error") as Promise<[Error]>;
  asked.end(body);
  await expect.poll(() => seen).toEqual(["call"]);
  vi.useFakeTimers({ toFake: ["setTimeout", "clearTimeout"] });
  onTestFinished(() => void vi.useRealTimers());
  const states: string[] = [];
  const closed = server.close().then(() => states.push("closed"));
  asked.on("error", () => states.push("cut"));
  await expect.poll(() => beside(path)).toEqual([]);
  // A poll has let some of the time pass.
  vi.advanceTimersByTime(9_000);
  // What was already on its way would have come by now.
  for (let turn = 0; turn < 20; turn++) await new Promise((next) => void setImmediate(next));
  expect(states).toEqual([]);
  vi.advanceTimersByTime(1_000);
  expect((await cut)[0].message).toBe("socket hang up");
  await closed;
  expect(states.toSorted()).toEqual(["closed", "cut"]);
});

test("close() answers calls under way when their connections were kept for more", async () => {
  const path = await socketPlace();
  const server = await servePlugin({ instance: fakeInstance() }, { path });
  const socket = await openRaw(path);
  socket.write(post(body));
  await once(socket, "data");
  await Promise.all([server.close(), once(socket.resume(), "end")]);
});
