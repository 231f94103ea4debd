import { servePlugin } from "@infrakit/rpc";
import { describe, expect, onTestFinished, test } from "vitest";
import { headersOf, type Response, sendRecorded, socketPlace } from "./http-exchange.ts";
import { callsAmong, getMethod, isHandshake, type RecordedCall } from "./message.ts";
import { allRecordings, readRecordings, type Recording } from "./recording.ts";
import { getSeam } from "./seams.ts";
import { createAnsweringStub, createStub, isUnresolved, type StubPlugin } from "./stub-plugin.ts";

/** Serves a plugin on a socket and sends it a recorded request. */
async function exchange(stub: StubPlugin, recording: Recording): Promise<Response> {
  const server = await servePlugin(stub.objects, { path: await socketPlace() });
  onTestFinished(() => server.close());
  return sendRecorded(server.address, recording.request);
}

function expectRecorded(response: Response, recording: Recording): void {
  expect(response.body).toBe(recording.response.body);
  expect(response.status).toBe(recording.response.status);
  expect(headersOf(response, recording)).toEqual(recording.response.headers);
}

const calls = callsAmong(allRecordings());

describe("calls [wire.http.200] [wire.http.content-type] [wire.http.framing] [wire.rpc.answer] [wire.rpc.error]", () => {
  test.for(calls.filter((call) => !isHandshake(call)))(
    "servePlugin() answers as recorded when its object does in $name",
    async (call) => {
      const stub = createAnsweringStub(call);
      expectRecorded(await exchange(stub, call), call);
      expect(stub.reached).toEqual(reachedBy(call));
    },
  );
});

/** What the object should have been asked. */
function reachedBy(call: RecordedCall): StubPlugin["reached"] {
  if (isUnresolved(call.error?.message) || isAboveObjects(call)) return [];
  const { method, arguments: given } = getSeam(call.called);
  return [[method, ...given(call.sent.decode(getMethod(call.called).params) as never)]];
}

/** Whether topics are asked for among which there is no object's. */
function isAboveObjects({ called, sent }: RecordedCall): boolean {
  return called === "Event.List" && !sent.text.includes("streams");
}

/** Go lists the objects of an interface in no certain order. */
const unordered = ["wire-head:3 mystack Handshake.Hello"];

describe("handshakes [wire.handshake.hello] [wire.handshake.implements] [wire.handshake.types]", () => {
  const handshakes = calls.filter((call) => isHandshake(call) && call.called !== "Plugin.Implements");

  test.for(handshakes.filter(({ name }) => !unordered.includes(name)))(
    "servePlugin() introduces the plugin as recorded in $name",
    async (call) => expectRecorded(await exchange(createStub(call), call), call),
  );

  test.for(handshakes.filter(({ name }) => unordered.includes(name)))(
    "servePlugin() lists the recorded objects in an order of its own in $name [wire.handshake.hello.order]",
    async (call) => {
      const response = await exchange(createStub(call), call);
      expect(sorted(response.body)).toEqual(sorted(call.response.body));
      expect(headersOf(response, call)).toEqual(call.response.headers);
    },
  );

  test.for(calls.filter(({ called }) => called === "Plugin.Implements"))(
    "servePlugin() adds the list under its documented name in $name [differs.interfaces]",
    async (call) => {
      const { body } = await exchange(createStub(call), call);
      const [apis = ""] = /\[.*?\]/.exec(call.response.body) ?? [];
      expect(body).toBe(call.response.body.replace(apis, `${apis},"Interfaces":${apis}`));
    },
  );
});

/** The answer to Hello with the objects of each interface in order. */
function sorted(body: string): unknown {
  return JSON.parse(body, (_, value: unknown) =>
    Array.isArray(value)
      ? value.toSorted((a: { Name: string }, b: { Name: string }) => (a.Name < b.Name ? -1 : 1))
      : value,
  );
}

/** What the server in front of a plugin does, by the recorder's label. */
const transport: Readonly<Record<string, string>> = {
  "GET on /": "[wire.http.405]",
  "PUT on /": "[wire.http.405]",
  "HEAD on /": "[wire.http.405]",
  "OPTIONS on /": "[wire.http.405]",
  "text/plain": "[wire.http.415]",
  "no content type": "[wire.http.no-content-type]",
  "content type with charset": "[wire.http.content-type-parameters]",
  "unknown path": "[wire.http.404]",
  "double slash": "[wire.http.301]",
  "not JSON": "[wire.rpc.not-json]",
  truncated: "[wire.rpc.not-json]",
  "empty body": "[wire.rpc.not-json]",
  notification: "[wire.rpc.notification]",
  "id null": "[wire.rpc.notification]",
  "id string": "[wire.rpc.id] [wire.rpc.html]",
  "id float": "[wire.rpc.id]",
  "id object": "[wire.rpc.id]",
  "id array": "[wire.rpc.id]",
  "id bool": "[wire.rpc.id]",
  "id 2^63-1": "[wire.rpc.id]",
  "id huge": "[wire.rpc.id]",
  "version missing": "[wire.rpc.version]",
  "version 1.0": "[wire.rpc.version]",
  "params missing": "[wire.rpc.params.absent]",
  "params null": "[wire.rpc.params.absent]",
  "params empty array": "[wire.rpc.params.array]",
  "params array of one": "[wire.rpc.params.array]",
  "params array of two": "[wire.rpc.params.array]",
  "lower-case names": "[wire.rpc.members.case]",
  "unknown member": "[wire.rpc.members.unknown]",
  "method without dot": "[wire.rpc.method.ill-formed]",
  "method with two dots": "[wire.rpc.method.ill-formed]",
  "unknown service": "[wire.rpc.method.service]",
  "unknown method": "[wire.rpc.method.method]",
  "method in lower case": "[wire.rpc.method.service]",
  "two values in the body": "[wire.rpc.first-value]",
  "duplicate member": "[wire.rpc.members.duplicate]",
  "Metadata.Get on an updatable": "[wire.updatable.service]",
};

/** Go's sentence is followed by a reason of ours. */
const undecodable = ["params string", "params wrong type", "L4.Publish bad protocol"];

/** Go answers these with nothing. */
const batches: Readonly<Record<string, string>> = {
  "empty batch":
    '{"jsonrpc":"2.0","error":{"code":-32600,"message":"Invalid Request: a batch must not be empty","data":null},"id":null}\n',
  batch: '[{"jsonrpc":"2.0","result":{"Objects":{"Flavor/0.1.1":[{"Name":".","ProxyFor":""}]}},"id":1}]\n',
};

describe("transport", () => {
  const rows = readRecordings("calls-head").filter(
    ({ request }) => request.method === "POST" || request.path === "/",
  );
  const labelled = (labels: readonly string[]): readonly Recording[] =>
    rows.filter(({ label }) => labels.includes(label));

  test.for(
    labelled(Object.keys(transport)).map((recording) => ({
      ...recording,
      requirement: transport[recording.label] ?? "",
    })),
  )("servePlugin() answers as recorded to $label $requirement", async (recording) => {
    expectRecorded(await exchange(createStub(recording), recording), recording);
  });

  test.for(labelled(undecodable))(
    "servePlugin() adds a reason to Go's sentence in answer to $label [wire.rpc.params.undecodable] [differs.decode-reason]",
    async (recording) => {
      const { body, status } = await exchange(createStub(recording), recording);
      const [sentence = ""] = /(?<="message":").*?(?=","data")/.exec(recording.response.body) ?? [];
      expect(body.replace(/ \([^"]*?(?:\\"[^"]*?)*\)(?=","data")/, "")).toBe(recording.response.body);
      expect(body).toContain(`${sentence} (`);
      expect(status).toBe(recording.response.status);
    },
  );

  test.for(labelled(Object.keys(batches)))(
    "servePlugin() answers what Go drops: $label [differs.batch]",
    async (recording) => {
      expect(recording.response.body).toBe("");
      expect((await exchange(createStub(recording), recording)).body).toBe(batches[recording.label]);
    },
  );

  test("every exchange that reached no object is replayed", () => {
    const replayed = [...Object.keys(transport), ...undecodable, ...Object.keys(batches)];
    const others = rows.filter(({ name, label }) => !isCall(name) && !replayed.includes(label));
    expect(others.map(({ name }) => name)).toEqual([]);
  });
});

function isCall(name: string): boolean {
  return calls.some((call) => call.name === name);
}
