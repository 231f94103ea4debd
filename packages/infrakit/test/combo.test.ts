import { comboFlavor, vanillaFlavor } from "@infrakit/infrakit";
import { parseWantedPlugin, startPlugins } from "@infrakit/infrakit/operator";
import { connectFlavor, connectPlugin, servePlugin } from "@infrakit/rpc";
import type { FlavorPlugin } from "@infrakit/spi";
import { FakeFlavor, FakeInstances } from "@infrakit/testing";
import { RawJson } from "@infrakit/spi/document";
import { expect, onTestFinished } from "vitest";
import { type Place, test } from "./place.ts";

const fake = { plugin: "fake", properties: null };
const allocation = { size: 1, logicalIds: [] };

/** A flavor of somebody else, in the plugin directory. */
async function serveFlavor(place: Place, name: string): Promise<FakeFlavor> {
  const flavor = new FakeFlavor();
  flavor.onPrepare = ({ spec }) => ({ ...spec, init: `${name} was here` });
  const server = await servePlugin({ flavor }, { path: `${place.pluginsDir}/${name}` });
  onTestFinished(() => server.close());
  return flavor;
}

/** The combo on its socket, as the programs of others see it. */
function connectCombo(place: Place): FlavorPlugin {
  const connection = connectPlugin(`${place.pluginsDir}/combo`);
  onTestFinished(() => connection.close());
  return connectFlavor(connection, "combo");
}

test("startInfrakit() combines flavors of its own and of others when a spec names a combo", async ({
  place,
}) => {
  const instances = new FakeInstances();
  const plugins = { instances: { fake: instances } };
  const infrakit = await place.start({ plugins, pluginsDir: place.pluginsDir });
  const other = await serveFlavor(place, "other");
  const flavor = comboFlavor(
    vanillaFlavor({ init: ["echo vanilla"], tags: { tier: "web" } }),
    { plugin: "other", properties: null },
    { plugin: "vanilla", properties: RawJson.fromText('{"Init":["echo end"]}') },
  );
  other.usualHealth = "unhealthy";
  await infrakit.commit({ id: "g", size: 1, instance: fake, flavor });
  await expect.poll(() => infrakit.controller.status("g").slots[0]?.state).toBe("unhealthy");
  const [instance] = [...instances.instances.values()];
  expect(instance?.init).toBe("echo vanilla\nother was here\necho end");
  expect(instance?.tags).toMatchObject({ tier: "web", "infrakit.group": "g" });
  other.usualHealth = "healthy";
  await expect.poll(() => infrakit.controller.status("g").phase).toBe("converged");
  await infrakit.destroy("g");
  expect(other.drained).toEqual(["i-1"]);
});

test("a combo fails, and recovers, when a flavor goes away and comes back", async ({ place }) => {
  const started = await startPlugins([parseWantedPlugin("combo")], {
    directory: place.pluginsDir,
    stateDir: place.stateDir,
    env: {},
    logger: { info: () => undefined, warn: () => undefined },
  });
  onTestFinished(() => started.close());
  const { properties } = comboFlavor({ plugin: "other", properties: null });
  const spec = { properties: null, tags: {}, init: "", logicalId: null, attachments: [] };
  const request = { properties, spec, allocation, index: { group: "g", sequence: 0 } };
  const combo = connectCombo(place);
  await expect(combo.prepare(request)).rejects.toThrow("plugin not found:other");
  await serveFlavor(place, "other");
  expect((await combo.prepare(request)).init).toBe("other was here");
});

test("a combo says what is wrong, and nothing hangs, when it names itself", async ({ place }) => {
  const infrakit = await place.start({
    pluginsDir: place.pluginsDir,
    plugins: { instances: { fake: new FakeInstances() } },
  });
  const flavor = comboFlavor({ plugin: "combo", properties: RawJson.fromText("[]") });
  await expect(infrakit.commit({ id: "g", size: 1, instance: fake, flavor })).rejects.toThrow(
    'cannot combine flavor "combo" with itself',
  );
  expect(infrakit.controller.ids()).toEqual([]);
});
