import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import {
  connectController,
  connectFlavor,
  connectGroup,
  connectInMemory,
  connectInstance,
  connectL4,
  connectManager,
  connectMetadata,
  connectPlugin,
  connectResource,
  connectRollout,
  connectUpdatable,
  createHandler,
  type PluginConnection,
  type PluginObjects,
  type ServeOptions,
  servePlugin,
} from "@infrakit/rpc";
import { methods } from "@infrakit/rpc/wire";
import { describe, expect, onTestFinished, test } from "vitest";
import { type Call, fakeFlavor, fakeGroup, fakeInstance } from "./fakes.ts";
import { fakeController, fakeL4, fakeManager, fakeResource, fakeRollout } from "./fakes-control.ts";
import { fakeMetadata, fakeUpdatable } from "./fakes-documents.ts";
import type { Plugins } from "./spi-row.ts";
import { rows } from "./spi-table.ts";

interface Way {
  readonly way: string;
  readonly reach: (hosted: PluginObjects & Plugins) => Promise<Plugins>;
}

const ways: readonly Way[] = [
  { way: "bare", reach: async (plugins) => plugins },
  { way: "in memory", reach: async (plugins) => connectAll(connectInMemory(createHandler(plugins))) },
  { way: "through a socket", reach: (plugins) => serve(plugins, async (path) => ({ path })) },
  { way: "over TCP", reach: (plugins) => serve(plugins, async () => ({ tcp: { port: 0 } })) },
  {
    way: "through a .listen file",
    reach: (plugins) => serve(plugins, async (path) => ({ tcp: { port: 0, listenFile: `${path}.listen` } })),
  },
];

async function serve(
  plugins: PluginObjects,
  optionsAt: (path: string) => Promise<ServeOptions>,
): Promise<Plugins> {
  const directory = await mkdtemp(join(tmpdir(), "rpc-"));
  const options = await optionsAt(join(directory, "fake"));
  const server = await servePlugin(plugins, options);
  const file = "tcp" in options ? options.tcp.listenFile : undefined;
  const connection = connectPlugin(file ?? server.address);
  onTestFinished(async () => {
    await connection.close();
    await server.close();
    await rm(directory, { recursive: true });
  });
  return connectAll(connection);
}

function connectAll(connection: PluginConnection): Plugins {
  return {
    instance: connectInstance(connection, "fake"),
    flavor: connectFlavor(connection, "fake"),
    group: connectGroup(connection, "fake"),
    controller: connectController(connection, "fake"),
    l4: connectL4(connection, "fake"),
    manager: connectManager(connection),
    metadata: connectMetadata(connection, "fake"),
    resource: connectResource(connection),
    rollout: connectRollout(connection, "fake"),
    updatable: connectUpdatable(connection, "fake"),
  };
}

function host(calls: Call[]): Plugins {
  return {
    instance: fakeInstance(calls),
    flavor: fakeFlavor(calls),
    group: fakeGroup(calls),
    controller: fakeController(calls),
    l4: fakeL4(calls),
    manager: fakeManager(calls),
    metadata: fakeMetadata(calls),
    resource: fakeResource(calls),
    rollout: fakeRollout(calls),
    updatable: fakeUpdatable(calls),
  };
}

describe.for(ways)("a plugin $way", ({ reach }) => {
  test.for(rows)("$name does and says the same as the plugin itself", async (row) => {
    const calls: Call[] = [];
    const plugins = await reach(host(calls));
    const result = row.call(plugins);
    if (row.refuses === undefined) expect(await result).toEqual(row.gives);
    else await expect(result).rejects.toThrow(expect.objectContaining({ message: row.refuses }));
    expect(calls).toEqual(row.reaches);
  });
});

test("rows holds every method when handshakes, events and former names are left aside", () => {
  const tried = new Set(rows.map(({ name }) => name.replace(/ .*/, "")));
  const called = [...methods]
    .filter(([name, method]) => name === method.name && !/^(?:Handshake|Plugin|Event|rpc)\./.test(name))
    .map(([name]) => name);
  expect([...tried].toSorted()).toEqual(called.toSorted());
});
