import { parseReport, type Report } from "@infrakit/scope/report";
import type { ScopePlugin } from "@infrakit/scope/sdk";
import { RawJson } from "@infrakit/spi/document";
import { FakeInstances } from "@infrakit/testing";
import { expect, onTestFinished, test } from "vitest";
import { type Infrakit, startInfrakit } from "../start-infrakit.ts";
import { parseAllowedControls } from "./allowed-controls.ts";
import { createGroupsPlugin } from "./groups-plugin.ts";

interface World {
  readonly infrakit: Infrakit;
  readonly instances: FakeInstances;
  readonly plugin: ScopePlugin;
}

/** A group `web` of three, shown in Scope. */
async function openWorld(allowed: readonly string[] = []): Promise<World> {
  const instances = new FakeInstances();
  const infrakit = await startInfrakit({ plugins: { instances: { fake: instances } } });
  const instance = { plugin: "fake", properties: RawJson.fromText("{}") };
  await infrakit.commit({ id: "web", size: 3, instance });
  for await (const { phase } of infrakit.watch("web")) if (phase === "converged") break;
  const plugin = createGroupsPlugin({
    group: infrakit.controller,
    rollout: infrakit.controller.rollout,
    plugins: infrakit.plugins,
    allowed: parseAllowedControls(allowed),
    hostname: "here",
    onWarning: () => undefined,
  });
  onTestFinished(async () => {
    await plugin.close();
    await infrakit.close();
  });
  return { infrakit, instances, plugin };
}

async function reportOf(plugin: ScopePlugin): Promise<Report> {
  return parseReport((await plugin.handle({ method: "GET", url: "/report?api_version=1&probe_id=1a" })).body);
}

async function press(plugin: ScopePlugin, control: string, nodeId: string): Promise<string | undefined> {
  const body = JSON.stringify({ AppID: "", Control: control, ControlArgs: null, NodeID: nodeId });
  const answer = await plugin.handle({ method: "POST", url: "/control?api_version=1&probe_id=1a", body });
  return (JSON.parse(answer.body) as { readonly error?: string }).error;
}

const web = "web;<swarm_service>";

test("createGroupsPlugin() shows a group with its size and its slots when it has converged", async () => {
  const { plugin, instances } = await openWorld();
  const report = await reportOf(plugin);
  const node = report.topologies.get("SwarmService")?.nodes.get(web);
  expect(node?.latest.get("infrakit_phase")?.value).toBe("converged");
  expect(node?.latest.get("infrakit_ready")?.value).toBe("3 of 3");
  expect(node?.latest.get("infrakit_updated")?.value).toBe("3 of 3");
  expect(node?.metrics.get("infrakit_size")?.samples.at(-1)?.value).toBe(3);
  expect([...(report.topologies.get("Host")?.nodes.keys() ?? [])].toSorted()).toEqual(
    [...instances.instances.keys()].map((id) => `${id};<host>`).toSorted(),
  );
  const [instance] = report.topologies.get("Host")?.nodes.values() ?? [];
  expect(instance?.latest.get("infrakit_group")?.value).toBe("web");
  expect(instance?.parents.get("swarm_service")).toEqual([web]);
});

test("createGroupsPlugin() offers no control, and refuses each, when none is allowed", async () => {
  const { plugin, infrakit } = await openWorld();
  const report = await reportOf(plugin);
  const nodes = [...report.topologies.values()].flatMap((topology) => [...topology.nodes.values()]);
  expect(nodes.flatMap((node) => [...node.activeControls.values()].filter(({ isDead }) => !isDead))).toEqual(
    [],
  );
  expect(await press(plugin, "scale-up", web)).toBeTypeOf("string");
  expect(await infrakit.controller.size("web")).toBe(3);
});

test("createGroupsPlugin() scales a group when that is allowed, and nothing else", async () => {
  const { plugin, infrakit } = await openWorld(["web:scale-up"]);
  await reportOf(plugin);
  expect(await press(plugin, "scale-up", web)).toBeUndefined();
  expect(await infrakit.controller.size("web")).toBe(4);
  expect(await press(plugin, "scale-down", web)).toBeTypeOf("string");
  expect(await infrakit.controller.size("web")).toBe(4);
});

test("createGroupsPlugin() counts each press when several come at once", async () => {
  const { plugin, infrakit } = await openWorld(["web:scale-up,scale-down"]);
  await reportOf(plugin);
  const presses = ["scale-up", "scale-up", "scale-down", "scale-up"];
  await Promise.all(presses.map((control) => press(plugin, control, web)));
  expect(await infrakit.controller.size("web")).toBe(5);
});

test("createGroupsPlugin() drains and ends the one instance that is meant when that is allowed", async () => {
  const { plugin, infrakit, instances } = await openWorld(["web:drain"]);
  await reportOf(plugin);
  const [victim = ""] = instances.instances.keys();
  expect(await press(plugin, "drain", `${victim};<host>`)).toBeUndefined();
  await expect.poll(() => instances.instances.has(victim)).toBe(false);
  expect(await infrakit.controller.size("web")).toBe(2);
});

test("createGroupsPlugin() replaces the one instance that is meant when that is allowed", async () => {
  const { plugin, infrakit, instances } = await openWorld(["web:replace"]);
  await reportOf(plugin);
  const [victim = ""] = instances.instances.keys();
  expect(await press(plugin, "replace", `${victim};<host>`)).toBeUndefined();
  await expect.poll(() => instances.instances.has(victim)).toBe(false);
  await expect.poll(() => instances.instances.size).toBe(3);
  expect(await infrakit.controller.size("web")).toBe(3);
});

test("createGroupsPlugin() says why a group is not seen when its instance plugin fails", async () => {
  const { plugin, instances } = await openWorld();
  instances.fail("describeInstances", () => Promise.reject(new Error("the engine is away")));
  const node = (await reportOf(plugin)).topologies.get("SwarmService")?.nodes.get(web);
  expect(node?.latest.get("infrakit_phase")?.value).toBe("not seen");
  expect(node?.latest.get("infrakit_reason")?.value).toContain("the engine is away");
});
