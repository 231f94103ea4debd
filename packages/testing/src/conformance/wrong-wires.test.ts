import { expect, test } from "vitest";
import { describeConformance } from "../vitest.ts";
import { runCase, type WireAnswer, wireCases, type WirePlugin, type WireRequest } from "./index.ts";

const objects = { Objects: { "Instance/0.6.1": [{ Name: ".", ProxyFor: "" }] } };
const apis = { APIs: [{ Name: "Instance", Version: "0.5.0" }] };
const results: Readonly<Record<string, object>> = {
  "Handshake.Hello": objects,
  "Handshake.Implements": apis,
  "Plugin.Implements": apis,
};

/** Answers a call as a plugin does that hosts one instance plugin. */
function answer({ body, method = "POST" }: WireRequest): WireAnswer {
  if (method !== "POST") return { status: 405, body: `rpc: POST method required, received ${method}` };
  const call = parse(body);
  const id = /"id":([^,}]+)/.exec(body)?.[1];
  if (call === undefined || id === undefined) return { status: 200, body: "" };
  const result = results[call.method];
  const what = call.method.startsWith("Handshake.") ? "method" : "service";
  const message = `rpc: can't find ${what} "${call.method}"`;
  const error = { code: -32000, message, data: null };
  const part = result === undefined ? { error } : { result };
  return { status: 200, body: `{"jsonrpc":"2.0",${JSON.stringify(part).slice(1, -1)},"id":${id}}\n` };
}

function parse(text: string): { readonly method: string; readonly params?: unknown } | undefined {
  try {
    return JSON.parse(text) as { readonly method: string };
  } catch {
    // As Go does: what is no call is not answered.
    return undefined;
  }
}

const right: WirePlugin = { send: async (request) => answer(request) };

describeConformance("a plugin on the wire", wireCases, () => ({ plugin: right, inputs: {} }));

/** A plugin that answers some requests otherwise. */
function but(wrong: (request: WireRequest) => Partial<WireAnswer> | undefined): WirePlugin {
  return { send: async (request) => ({ ...answer(request), ...wrong(request) }) };
}

function refusing(isRefused: (request: WireRequest) => boolean): WirePlugin {
  const body = '{"jsonrpc":"2.0","error":{"code":-32600,"message":"no","data":null},"id":1}';
  return but((request) => (isRefused(request) ? { body } : undefined));
}

/** For each case a plugin with one fault. */
const wrong: Readonly<Record<string, () => WirePlugin>> = {
  "Handshake.Hello lists what the plugin hosts": () =>
    but(({ body }) => ({ body: answer({ body }).body.replace("Instance/0.6.1", "Instance") })),
  "an answer has the id of its request as that was written": () =>
    but(({ body }) => ({ body: JSON.stringify(JSON.parse(answer({ body }).body)) })),
  "50 calls at once get an answer each": () =>
    but(({ body }) => ({ body: answer({ body }).body.replace(/"id":\d+/, '"id":1') })),
  "a method that is not known is refused in InfraKit's words": () =>
    but(({ body }) => ({ body: answer({ body }).body.replace("rpc: can't find", "unknown") })),
  "an error is answered with HTTP status 200": () =>
    but(({ body }) => (body.includes("Conformance.Call") ? { status: 500 } : undefined)),
  "members that are not known are ignored": () => refusing(({ body }) => /"conformance"/i.test(body)),
  "params may be absent or null": () => refusing(({ body }) => !body.includes('"params":{')),
  "params may stand in a list of one": () => refusing(({ body }) => body.includes('"params":[')),
  "the plugin survives what is not JSON": () => {
    let isDead = false;
    return {
      send: (request) => {
        isDead ||= parse(request.body) === undefined;
        return isDead ? Promise.reject(new Error("expected an answer")) : Promise.resolve(answer(request));
      },
    };
  },
  "a notification is answered with nothing": () =>
    but(({ body }) => (body.includes('"id"') ? undefined : { body: "{}" })),
  "the content type may have parameters, or be absent": () =>
    but(({ contentType }) => (contentType === null ? { status: 415, body: "unrecognized" } : undefined)),
  "only POST is answered": () => but(({ method }) => (method === "GET" ? { status: 200 } : undefined)),
  "older handshakes are answered too": () => refusing(({ body }) => body.includes("Implements")),
};

test.for(wireCases.map((one) => [one.name, one] as const))(
  "%s: it fails when a plugin does otherwise",
  async ([name, one]) => {
    const plugin = wrong[name];
    if (plugin === undefined) throw new Error(`no plugin is wrong in that "${name}"`);
    const result = await runCase(one, plugin(), { inputs: {}, deadlineMs: 100 });
    expect(result).toMatchObject({ name, outcome: "fails" });
    expect(result.message).toMatch(/^expected /);
  },
);
