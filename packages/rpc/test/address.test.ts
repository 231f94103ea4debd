import { execFileSync, spawn } from "node:child_process";
import { once } from "node:events";
import { mkdir, readFile, rename, symlink, writeFile } from "node:fs/promises";
import { createServer } from "node:http";
import { createServer as createTlsServer } from "node:https";
import type { AddressInfo } from "node:net";
import { dirname, join } from "node:path";
import { text } from "node:stream/consumers";
import { connectInstance, connectPlugin, createHandler, servePlugin } from "@infrakit/rpc";
import { expect, onTestFinished, test, vi } from "vitest";
import { requireProgram } from "../../../test/require-program.ts";
import { fakeInstance } from "./fakes.ts";
import { connectForTest, serveForTest, socketPlace } from "./place.ts";
import { misbehave } from "./raw-server.ts";

const query = { tags: {}, properties: false };
const count = async (address: string): Promise<number> =>
  (await connectInstance(connectForTest(address), "fake").describeInstances(query)).length;
const caught = (call: Promise<unknown>): Promise<unknown> => call.catch((error: unknown) => error);
const within = (message: string): unknown => expect.stringContaining(message);

const run = (program: string, args: readonly string[]): unknown =>
  execFileSync(program, args, { stdio: "ignore" });

/** Serves on the loopback device until the test ends. Gives `tcp://127.0.0.1:<port>`. */
async function serveTcp(listenFile?: string): Promise<string> {
  const tcp = { port: 0, ...(listenFile !== undefined && { listenFile }) };
  const server = await servePlugin({ instance: fakeInstance() }, { tcp });
  onTestFinished(() => server.close());
  return server.address;
}

/** A plugin behind a path, as behind InfraKit's mux. Gives `http://127.0.0.1:<port>/fake/`. */
async function serveBelow(): Promise<string> {
  const handler = createHandler({ instance: fakeInstance() });
  const server = createServer((request, response) => {
    if (request.url !== "/fake/") return void response.writeHead(404).end("404 page not found\n");
    void text(request).then(async (body) => response.end(await handler.handle(body)));
  }).listen(0, "127.0.0.1");
  await once(server, "listening");
  onTestFinished(() => {
    server.closeAllConnections();
    server.close();
  });
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}/fake/`;
}

type Row = readonly [name: string, address: () => Promise<string>];
const forms: readonly Row[] = [
  ["the path of a socket", () => serveForTest({ instance: fakeInstance() })],
  ["unix:// and a path", async () => `unix://${await serveForTest({ instance: fakeInstance() })}`],
  ["a tcp URL", () => serveTcp()],
  ["an http URL", async () => (await serveTcp()).replace("tcp", "http")],
  ["an http URL with a path", serveBelow],
];

test.for(forms)(
  "connectPlugin() reaches the plugin at %s [wire.client.address] [differs.address.unix]",
  async ([, address]) => {
    expect(await count(await address())).toBe(2);
  },
);

test.for(
  forms.flatMap(([name, address]) => [
    [name, address, ""] as const,
    [`${name} and a line feed`, address, "\n"] as const,
  ]),
)("connectPlugin() reaches the plugin when a .listen file holds %s", async ([, address, end]) => {
  const file = await socketPlace("fake.listen");
  await writeFile(file, (await address()) + end);
  expect(await count(file)).toBe(2);
});

test("servePlugin() writes a .listen file by which the plugin is reached, and removes it at the end [place.listen]", async () => {
  const file = await socketPlace("fake.listen");
  const server = await servePlugin({ instance: fakeInstance() }, { tcp: { port: 0, listenFile: file } });
  expect(await readFile(file, "utf8")).toBe(server.address);
  expect(await count(file)).toBe(2);
  await server.close();
  await expect(readFile(file)).rejects.toThrow("ENOENT");
});

test("close() keeps the .listen file when a successor has written its own", async () => {
  const file = await socketPlace("fake.listen");
  const first = await servePlugin({ instance: fakeInstance() }, { tcp: { port: 0, listenFile: file } });
  // As Go's servers do it.
  await writeFile(file, "tcp://127.0.0.1:1");
  await first.close();
  expect(await readFile(file, "utf8")).toBe("tcp://127.0.0.1:1");
});

test("a call finds the successor when another .listen file was put over the one that it knows", async () => {
  const file = await socketPlace("fake.listen");
  await writeFile(file, await serveTcp());
  const instance = connectInstance(connectForTest(file), "fake");
  expect(await instance.describeInstances(query)).toHaveLength(2);
  const empty = { ...fakeInstance(), describeInstances: async () => [] };
  await writeFile(`${file}.new`, await serveForTest({ instance: empty }));
  await rename(`${file}.new`, file);
  expect(await instance.describeInstances(query)).toEqual([]);
});

test.for<readonly [name: string, make: (file: string) => unknown, why: string]>([
  ["is absent", () => undefined, "is the plugin running?"],
  ["is empty", (file) => writeFile(file, ""), "invalid address"],
  ["is a directory", (file) => mkdir(file), "cannot read"],
  ["leads to itself", (file) => symlink(file, file), "ELOOP"],
  ["is a pipe", (file) => run("mkfifo", [file]), "invalid address"],
  ["names another", (file) => writeFile(file, "/x/y.listen"), "names another .listen file"],
  ["holds a bad scheme", (file) => writeFile(file, "ssh://h"), "invalid address ssh://h"],
  ["holds a megabyte", (file) => writeFile(file, `/${"x".repeat(1_000_000)}`), "is the plugin running?"],
])("a call fails with plugin_unreachable when the .listen file %s", async ([, make, why]) => {
  const file = await socketPlace("fake.listen");
  await make(file);
  expect(await caught(count(file))).toMatchObject({ code: "plugin_unreachable", message: within(why) });
});

test.for(["ssh://host", "tcp://", "http://a b", "unix://", "ftp://h/", ""])(
  "connectPlugin() refuses %j with Go's words [wire.client.address.invalid]",
  (address) => {
    expect(() => connectPlugin(address)).toThrow(
      expect.objectContaining({ code: "plugin_unreachable", message: within("invalid address") }),
    );
  },
);

test("a call takes as long as INFRAKIT_CLIENT_TIMEOUT says when nothing else is said [wire.client.timeout]", async () => {
  const { path } = await misbehave(() => undefined);
  vi.stubEnv("INFRAKIT_CLIENT_TIMEOUT", "150ms");
  onTestFinished(() => void vi.unstubAllEnvs());
  const connection = connectPlugin(path);
  onTestFinished(() => connection.close());
  expect(await caught(connectInstance(connection, "fake").validate(null))).toMatchObject({
    code: "deadline_exceeded",
    message: within("no answer within 150ms"),
  });
});

test.for(["soon", "15", "-1s", "0s"])(
  "connectPlugin() refuses INFRAKIT_CLIENT_TIMEOUT when it is %j",
  (timeout) => {
    vi.stubEnv("INFRAKIT_CLIENT_TIMEOUT", timeout);
    onTestFinished(() => void vi.unstubAllEnvs());
    expect(() => connectPlugin("/run/plugins/fake")).toThrow(
      `Cannot use INFRAKIT_CLIENT_TIMEOUT "${timeout}": `,
    );
  },
);

/** A plugin behind TLS with a certificate that it has signed itself. */
async function serveTls(): Promise<{ readonly address: string; readonly certificate: string }> {
  const directory = dirname(await socketPlace());
  const [key, certificate] = [join(directory, "key.pem"), join(directory, "certificate.pem")];
  const subject = ["-subj", "/CN=localhost", "-addext", "subjectAltName=IP:127.0.0.1", "-days", "2"];
  const pair = ["-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:prime256v1", "-nodes"];
  run("openssl", ["req", "-x509", ...pair, "-keyout", key, "-out", certificate, ...subject]);
  const handler = createHandler({ instance: fakeInstance() });
  const files = { key: await readFile(key), cert: await readFile(certificate) };
  const server = createTlsServer(files, (request, response) => {
    void text(request).then(async (body) => response.end(await handler.handle(body)));
  }).listen(0, "127.0.0.1");
  await once(server, "listening");
  onTestFinished(() => {
    server.closeAllConnections();
    server.close();
  });
  return { address: `https://127.0.0.1:${(server.address() as AddressInfo).port}/`, certificate };
}

/** Counts instances in a process of its own: Node reads its certificates when it starts. */
async function countElsewhere(address: string, env: NodeJS.ProcessEnv): Promise<string> {
  const script = new URL("count-instances.js", import.meta.url).pathname;
  const child = spawn(process.execPath, [script, address], { env: { ...process.env, ...env } });
  return await text(child.stdout);
}

test.skipIf(!requireProgram("openssl"))(
  "a call over TLS fails with the way out when nobody trusted has signed the certificate, and succeeds when somebody has",
  async () => {
    const { address, certificate } = await serveTls();
    expect(await caught(count(address))).toMatchObject({
      code: "plugin_unreachable",
      message: within("its certificate is not trusted (self-signed certificate"),
    });
    expect(await caught(count(address))).toMatchObject({
      message: within("name the file with that of its authority in NODE_EXTRA_CA_CERTS"),
    });
    expect(await countElsewhere(address, { NODE_EXTRA_CA_CERTS: certificate })).toBe("2 instances\n");
    expect(await countElsewhere(address, {})).toContain("its certificate is not trusted");
  },
);

test("a call fails when TLS is spoken to a plugin that speaks none", async () => {
  const plain = (await serveTcp()).replace("tcp", "https");
  expect(await caught(count(plain))).toMatchObject({ code: "plugin_unreachable" });
});

test("servePlugin() says what to do when somebody listens on the port", async () => {
  const first = await servePlugin({}, { tcp: { port: 0 } });
  onTestFinished(() => first.close());
  const place = first.address.replace("tcp://", "");
  await expect(servePlugin({}, { tcp: { port: Number(place.split(":")[1]) } })).rejects.toMatchObject({
    code: "address_in_use",
    message: `Cannot listen on "${place}": another process listens there; end it, or choose another port`,
  });
});
