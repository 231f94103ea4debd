import { rename, rm } from "node:fs/promises";
import type { LocalErrorCode } from "@infrakit/spi";
import { RawJson } from "@infrakit/spi/document";
import { expect, test } from "vitest";
import type { Answers } from "./old-peer.ts";
import { connectAll } from "./old-peer-plugins.ts";
import { answersOf, releaseOf, releases } from "./old-peer-releases.ts";
import { type Fault, serveOldPeer } from "./old-peer-server.ts";
import { socketPlace } from "./place.ts";

const note = RawJson.fromText('{"Note":"x"}');
const allocation = { size: 2, logicalIds: [] };

test.for(releases)(
  "connectInstance() asks until it is answered when the plugin is of $name",
  async (release) => {
    const peer = await serveOldPeer(answersOf(release));
    await connectAll(peer.path).instance.validate(note);
    expect(peer.seen.map(({ method }) => method)).toEqual([...release.asked, "Instance.Validate"]);
  },
);

test.for<readonly [name: string, answers: Answers, why: string]>([
  [
    "newer than this client",
    { "Handshake.Hello": { Objects: { "Instance/0.7.0": null } } },
    "Plugin supports Instance interface version 0.7.0, client requires 0.6.1; upgrade this client",
  ],
  [
    "between v0.5 and the last commit",
    { "Handshake.Implements": { APIs: [{ Name: "Instance", Version: "0.6.0" }] } },
    "Plugin supports Instance interface version 0.6.0, client requires 0.6.1; upgrade the plugin",
  ],
])("connectInstance() says whom to upgrade when the plugin is %s", async ([, answers, why]) => {
  const peer = await serveOldPeer(answers);
  await expect(connectAll(peer.path).instance.validate(note)).rejects.toThrow(
    expect.objectContaining({
      code: "interface_mismatch",
      message: `Cannot call "Instance.Validate" at "${peer.path}": ${why}`,
    }),
  );
});

function answerWith(error: object, status = 200): Fault {
  return (response) => {
    response.writeHead(status).end(JSON.stringify({ jsonrpc: "2.0", error, id: 1 }));
  };
}

test.for<readonly [name: string, fault: Fault]>([
  ["JSON-RPC's code", answerWith({ code: -32_601, message: "Method not found" })],
  ["the code and an HTTP status", answerWith({ code: -32_601, message: "Method not found" }, 404)],
  ["Go's words for a service", answerWith({ code: -32_000, message: 'rpc: can\'t find service "X"' })],
  ["Go's words for a method", answerWith({ code: -32_000, message: 'rpc: can\'t find method "X"' })],
])("connectInstance() asks in an older way when it is answered with %s", async ([, fault]) => {
  const answers = answersOf(releaseOf("v0.2.0"));
  const faults = { "Handshake.Hello": fault, "Handshake.Implements": fault };
  const peer = await serveOldPeer(answers, { faults });
  await connectAll(peer.path).instance.validate(note);
  expect(peer.seen.map(({ method }) => method)).toEqual([
    "Handshake.Hello",
    "Handshake.Implements",
    "Plugin.Implements",
    "Instance.Validate",
  ]);
});

interface NoMove {
  readonly name: string;
  readonly fault: Fault;
  readonly expected: { readonly code: LocalErrorCode | number };
}

test.for<NoMove>([
  { name: "nothing", fault: () => undefined, expected: { code: "deadline_exceeded" } },
  {
    name: "by hanging up",
    fault: (response) => void response.socket?.destroy(),
    expected: { code: "connection_lost" },
  },
  { name: "with no body", fault: (response) => void response.end(), expected: { code: "bad_answer" } },
  {
    name: "with HTTP 500",
    fault: (response) => void response.writeHead(500).end("internal error"),
    expected: { code: "bad_answer" },
  },
  {
    name: "with HTTP 404",
    fault: (response) => void response.writeHead(404).end("404 page not found\n"),
    expected: { code: "bad_answer" },
  },
  {
    name: "with an error of its own",
    fault: answerWith({ code: -32_000, message: "the disk is full" }),
    expected: { code: -32_000 },
  },
  {
    name: "that the request is ill-formed",
    fault: answerWith({ code: -32_000, message: 'rpc: service/method request ill-formed: "X"' }),
    expected: { code: -32_000 },
  },
  {
    name: "with an internal error",
    fault: answerWith({ code: -32_603, message: "Internal error" }),
    expected: { code: -32_603 },
  },
])(
  "connectInstance() asks in no older way when it is answered $name [wire.handshake.fallback]",
  async ({ fault, expected }) => {
    const faults = { "Handshake.Hello": fault };
    const peer = await serveOldPeer(answersOf(releaseOf("v0.2.0")), { faults });
    const { instance } = connectAll(peer.path, expected.code === "deadline_exceeded" ? 50 : undefined);
    await expect(instance.validate(note)).rejects.toThrow(expect.objectContaining(expected));
    expect(peer.seen.map(({ method }) => method)).toEqual(["Handshake.Hello"]);
  },
);

test("interfaces are asked for once when the socket stays the same", async () => {
  const peer = await serveOldPeer(answersOf(releaseOf("v0.2.0")));
  const { instance, flavor, group } = connectAll(peer.path);
  await instance.validate(note);
  await flavor.validate(null, allocation);
  await group.freeGroup("w");
  await Promise.all([instance.validate(note), instance.validate(note)]);
  expect(peer.seen.filter(({ method }) => /Hello|Implements|Types/.test(method))).toHaveLength(3);
});

/** Both ways in which a plugin that restarts gets its name back. */
const replacements: readonly (readonly [name: string, (fresh: string, path: string) => Promise<void>])[] = [
  ["is moved into the place of the old one", (fresh, path) => rename(fresh, path)],
  [
    "takes the place after the old one was removed",
    async (fresh, path) => {
      await rm(path);
      await rename(fresh, path);
    },
  ],
];

test.for(
  replacements.flatMap(([name, replace]) => [
    { name, replace, from: "HEAD", to: "v0.1.0" },
    { name, replace, from: "v0.5", to: "HEAD" },
  ]),
)(
  "connectInstance() asks anew when a plugin of $to $name, which was of $from",
  async ({ replace, from, to }) => {
    const path = await socketPlace();
    await serveOldPeer(answersOf(releaseOf(from)), { path });
    const { instance } = connectAll(path);
    await instance.destroy("i", "terminate");
    const newcomer = await serveOldPeer(answersOf(releaseOf(to)), { path: await socketPlace() });
    await replace(newcomer.path, path);
    await instance.destroy("i", "terminate");
    const context = to === "HEAD" ? { Context: { Reason: "terminate" } } : {};
    expect(newcomer.seen).toEqual([
      ...releaseOf(to).asked.map((method) => ({ method, params: {} })),
      { method: "Instance.Destroy", params: { Type: "", Instance: "i", ...context } },
    ]);
  },
);
