import { once } from "node:events";
import { type IncomingMessage, request } from "node:http";
import { text } from "node:stream/consumers";
import { expect, test } from "vitest";
import { fakeFlavor, fakeGroup, fakeInstance } from "./fakes.ts";
import { releases } from "./old-peer-releases.ts";
import { serveForTest } from "./place.ts";

/** Calls as Go's client does: it looks at nothing but the body. Its ids are 63 bits wide. */
async function call(socketPath: string, method: string, params: object): Promise<string> {
  const headers = { "content-type": "application/json", "accept-encoding": "gzip" };
  const sent = request({ socketPath, path: "/", method: "POST", agent: false, headers });
  const written = JSON.stringify(params);
  sent.end(`{"jsonrpc":"2.0","method":"${method}","params":${written},"id":5577006791947779410}`);
  const [response] = (await once(sent, "response")) as [IncomingMessage];
  return await text(response);
}

async function resultOf(path: string, method: string): Promise<unknown> {
  return (JSON.parse(await call(path, method, {})) as { readonly result?: unknown }).result;
}

const serveAll = (): Promise<string> =>
  serveForTest({ instance: fakeInstance(), flavor: fakeFlavor(), group: fakeGroup() });

/** The handshake of Go's client up to v0.5: a version that is another is an error, unless the right one follows. */
function acceptsListed(listed: unknown, name: string, version: string): boolean {
  const { APIs: apis } = listed as { readonly APIs: readonly { Name: string; Version: string }[] };
  return apis.some((api) => api.Name === name && api.Version === version);
}

const interfaces = releases.flatMap((release) =>
  (["Instance", "Flavor", "Group"] as const).map((name) => ({
    release,
    name,
    version: release.versions[name],
  })),
);

test.for(interfaces)(
  "servePlugin() offers $name/$version when the client is of $release.name [wire.handshake.versions]",
  async (row) => {
    const path = await serveAll();
    const [handshake = ""] = Object.keys(row.release.handshakes);
    const offered = await resultOf(path, handshake);
    const isAccepted =
      row.release.name === "HEAD"
        ? `${row.name}/${row.version}` in (offered as { readonly Objects: object }).Objects
        : acceptsListed(offered, row.name, row.version);
    expect(isAccepted).toBe(true);
  },
);

test("servePlugin() names each version once when a client lists what there is", async () => {
  const path = await serveAll();
  expect(await resultOf(path, "Handshake.Types")).toEqual({
    Types: { "Flavor/0.1.0": ["."], "Group/0.1.0": ["."], "Instance/0.5.0": ["."] },
  });
});

/**
 * What a client of a release sends, and all that it gets back. Clients of v0.1.0 skip the `Type` that answers have:
 * a later one that leaves it out cannot be told from them, and expects it.
 */
interface Exchange {
  readonly method: string;
  readonly from: readonly string[];
  readonly params: object;
  readonly result: string;
}

const names = releases.map(({ name }) => name);
const untyped = names.slice(0, 1);
const typed = names.slice(1);
const released = names.slice(0, -1);

const exchanges: readonly Exchange[] = [
  {
    method: "Instance.Validate",
    from: untyped,
    params: { Properties: { a: 1 } },
    result: '{"Type":"","OK":true}',
  },
  {
    method: "Instance.Validate",
    from: typed,
    params: { Type: "", Properties: { a: 1 } },
    result: '{"Type":"","OK":true}',
  },
  { method: "Instance.Destroy", from: untyped, params: { Instance: "i" }, result: '{"Type":"","OK":true}' },
  {
    method: "Instance.Destroy",
    from: typed.slice(0, -1),
    params: { Type: "", Instance: "i" },
    result: '{"Type":"","OK":true}',
  },
  {
    method: "Instance.DescribeInstances",
    from: untyped,
    params: { Tags: { none: "" } },
    result: '{"Type":"","Descriptions":[]}',
  },
  {
    method: "Instance.DescribeInstances",
    from: ["v0.2.0", "v0.3.1", "v0.4.1"],
    params: { Type: "", Tags: { none: "" } },
    result: '{"Type":"","Descriptions":[]}',
  },
  {
    method: "Flavor.Validate",
    from: untyped,
    params: { Properties: { Init: [] }, Allocation: { Size: 2, LogicalIDs: null } },
    result: '{"Type":"","OK":true}',
  },
  {
    method: "Group.CommitGroup",
    from: released,
    params: { Spec: { ID: "w", Properties: {} }, Pretend: false },
    result: '{"Details":"Managing 2 instances"}',
  },
  { method: "Group.FreeGroup", from: released, params: { ID: "w" }, result: '{"OK":true}' },
  {
    method: "Group.FreeGroup",
    from: ["HEAD"],
    params: { Name: "group", ID: "w" },
    result: '{"Name":"group","ID":"w"}',
  },
];

const exchangeRows = exchanges.flatMap(({ from, ...row }) => from.map((release) => ({ ...row, release })));

test.for(exchangeRows)(
  "$method is answered as they expect when the client is of $release [wire.dialect.v0.5]",
  async (row) => {
    const path = await serveAll();
    const body = `{"jsonrpc":"2.0","result":${row.result},"id":5577006791947779410}\n`;
    expect(await call(path, row.method, row.params)).toBe(body);
  },
);
