import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import {
  connectFlavor,
  connectGroup,
  connectInMemory,
  connectInstance,
  connectPlugin,
  createHandler,
  type PluginConnection,
  type PluginObjects,
  servePlugin,
} from "@infrakit/rpc";
import { startInfrakit } from "@infrakit/infrakit";
import { RawJson } from "@infrakit/spi/document";
import { FakeFlavor, FakeInstances } from "@infrakit/testing";
import { flavorCases, groupCases, instanceCases } from "@infrakit/testing/conformance";
import { describeConformance } from "@infrakit/testing/vitest";
import { describe } from "vitest";

/** A connection to objects, and what ends it. */
interface Reached {
  readonly connection: PluginConnection;
  readonly close: () => Promise<void>;
}

async function throughSocket(objects: PluginObjects): Promise<Reached> {
  const directory = await mkdtemp(join(tmpdir(), "ways-"));
  const server = await servePlugin(objects, { path: join(directory, "fake") });
  const connection = connectPlugin(server.address);
  const close = async (): Promise<void> => {
    await connection.close();
    await server.close();
    await rm(directory, { recursive: true });
  };
  return { connection, close };
}

async function inMemory(objects: PluginObjects): Promise<Reached> {
  const connection = connectInMemory(createHandler(objects));
  return { connection, close: () => connection.close() };
}

const refused = RawJson.fromText('{"bad":true}');
const inputs = { properties: RawJson.fromText('{"a":1}'), refused: [refused] };
const judge = (properties: RawJson | null): string | null =>
  properties?.equals(refused) === true ? "bad is true" : null;

describe.for([
  ["in memory", inMemory],
  ["through a socket", throughSocket],
] as const)("%s", ([, reach]) => {
  describeConformance("an instance plugin", instanceCases, async () => {
    const { connection, close } = await reach({ instance: Object.assign(new FakeInstances(), { judge }) });
    return { plugin: connectInstance(connection, "fake"), inputs, close };
  });

  describeConformance("a flavor plugin", flavorCases, async () => {
    const { connection, close } = await reach({ flavor: Object.assign(new FakeFlavor(), { judge }) });
    return { plugin: connectFlavor(connection, "fake"), inputs, close };
  });

  describeConformance("a group plugin", groupCases, async () => {
    const instances = new FakeInstances();
    const infrakit = await startInfrakit({
      plugins: { instances: { fake: instances } },
      policy: { pollIntervalMs: 20 },
    });
    const { connection, close } = await reach({ group: infrakit.controller });
    const groupOf = (version: string): RawJson =>
      RawJson.fromValue({
        Instance: { Plugin: "fake", Properties: { version } },
        Flavor: { Plugin: "vanilla" },
      });
    return {
      plugin: connectGroup(connection, "fake"),
      inputs: { properties: groupOf("v1"), changed: groupOf("v2"), instances },
      close: async () => {
        await close();
        await infrakit.close();
      },
    };
  });
});
