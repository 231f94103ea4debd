import { once } from "node:events";
import { mkdir, readdir, readFile, rm, writeFile } from "node:fs/promises";
import { type AddressInfo, createServer } from "node:net";
import { dirname } from "node:path";
import { type PluginServer, servePlugin } from "@infrakit/rpc";
import { expect, onTestFinished, test } from "vitest";
import { serveForTest, socketPlace } from "./place.ts";

const listening = (): number =>
  process.getActiveResourcesInfo().filter((resource) => resource === "TCPServerWrap").length;

async function serve(listenFile: string, port = 0): Promise<PluginServer> {
  const server = await servePlugin({}, { tcp: { port, listenFile } });
  onTestFinished(() => server.close());
  return server;
}

/** A port on which nobody listens any more. */
async function freePort(): Promise<number> {
  const server = createServer().listen(0, "127.0.0.1");
  await once(server, "listening");
  const { port } = server.address() as AddressInfo;
  server.close();
  await once(server, "close");
  return port;
}

test("servePlugin() listens nowhere when its .listen file cannot be written", async () => {
  const before = listening();
  const tcp = { port: 0, listenFile: "/nowhere/at/all/plugin.listen" };
  await expect(servePlugin({}, { tcp })).rejects.toThrow("ENOENT");
  await expect.poll(listening).toBe(before);
});

test("servePlugin() leaves the .listen file of a living plugin alone and names its address [differs.place.listen]", async () => {
  const file = await socketPlace("fake.listen");
  const first = await serve(file);
  await writeFile(file.replace(".listen", ".pid"), "1");
  const before = listening();
  await expect(serve(file)).rejects.toMatchObject({
    code: "address_in_use",
    message: `Cannot write "${file}": "${first.address}", which it names, answers; end that plugin or choose another name`,
  });
  expect(await readFile(file, "utf8")).toBe(first.address);
  expect(await readFile(file.replace(".listen", ".pid"), "utf8")).toBe("1");
  expect(listening()).toBe(before);
});

test.for<readonly [string, (file: string) => Promise<void>, string]>([
  ["it is there", () => Promise.resolve(), "own"],
  ["somebody removed it", (file) => rm(file), "absent"],
  ["another has written its address", (file) => writeFile(file, "tcp://127.0.0.1:1"), "replaced"],
])("presence() says whose the .listen file is when %s", async ([, change, presence]) => {
  const file = await socketPlace("fake.listen");
  const server = await serve(file);
  await change(file);
  expect(await server.presence()).toBe(presence);
});

test("presence() is `own` when there is no .listen file", async () => {
  const server = await servePlugin({}, { tcp: { port: 0 } });
  onTestFinished(() => server.close());
  expect(await server.presence()).toBe("own");
});

test("servePlugin() leaves a .listen file alone when the socket that it names answers", async () => {
  const file = await socketPlace("fake.listen");
  await writeFile(file, `unix://${await serveForTest({})}\n`);
  await expect(serve(file)).rejects.toMatchObject({ code: "address_in_use" });
});

test.for<readonly [name: string, left: () => Promise<string>]>([
  ["names a port on which nobody listens", async () => `tcp://127.0.0.1:${await freePort()}`],
  ["names a socket that is gone", () => socketPlace("gone")],
  ["is empty", async () => ""],
  ["holds no address", async () => "here"],
])(
  "servePlugin() replaces the .listen file of a dead plugin, and its pid file, when it %s",
  async ([, left]) => {
    const file = await socketPlace("fake.listen");
    await writeFile(file, await left());
    await writeFile(file.replace(".listen", ".pid"), "4194304");
    const { address } = await serve(file);
    expect(await readFile(file, "utf8")).toBe(address);
    expect(await readFile(file.replace(".listen", ".pid"), "utf8")).toBe(String(process.pid));
    expect(await readdir(dirname(file))).toEqual(["fake.listen", "fake.pid"]);
  },
);

test("servePlugin() takes over a .listen file when the dead plugin had the same port", async () => {
  const file = await socketPlace("fake.listen");
  const port = await freePort();
  await writeFile(file, `tcp://127.0.0.1:${port}`);
  await serve(file, port);
  expect(await readdir(dirname(file))).toEqual(["fake.listen", "fake.pid"]);
});

test.for<readonly [name: string, left: string | undefined]>([
  ["nothing is there", undefined],
  ["a dead plugin left its file", "tcp://127.0.0.1:1"],
])("servePlugin() gives the .listen file to one of ten that start at once when %s", async ([, left]) => {
  const file = await socketPlace("fake.listen");
  if (left !== undefined) await writeFile(file, left);
  const ended = await Promise.allSettled(Array.from({ length: 10 }, () => serve(file)));
  const winners = ended.flatMap((each) => (each.status === "fulfilled" ? [each.value.address] : []));
  expect(winners).toEqual([await readFile(file, "utf8")]);
  for (const each of ended)
    if (each.status === "rejected") expect(each.reason).toMatchObject({ code: "address_in_use" });
  expect(await readdir(dirname(file))).toEqual(["fake.listen", "fake.pid"]);
});

test("servePlugin() refuses and keeps it when a directory is there in place of a .listen file", async () => {
  const file = await socketPlace("fake.listen");
  await mkdir(file);
  await expect(serve(file)).rejects.toMatchObject({
    code: "address_in_use",
    message: `Cannot write "${file}": a directory is there; move it away or choose another name`,
  });
});
