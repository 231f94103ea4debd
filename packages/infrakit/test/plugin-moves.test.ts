import { rename, rm } from "node:fs/promises";
import { type PluginServer, servePlugin } from "@infrakit/rpc";
import { FakeInstances } from "@infrakit/testing";
import { describe, expect } from "vitest";
import { test } from "./place.ts";

const group = { id: "web", size: 1, instance: { plugin: "fake", properties: null } };

/** How long it is waited for whoever is not hinted at. */
const policy = { pollIntervalMs: 600_000 };

describe("a group whose plugin is on a socket", () => {
  test.for<readonly [string, (path: string, server: PluginServer) => Promise<void>]>([
    ["its socket vanishes", (path) => rm(path)],
    ["its socket is moved away", (path) => rename(path, `${path}.away`)],
    ["it ends", (_, server) => server.close()],
  ])("says at once that it is away when %s, and when it is back", async ([, leave], { place }) => {
    const infrakit = await place.start({ pluginsDir: place.pluginsDir, policy });
    const path = `${place.pluginsDir}/fake`;
    const objects = { instance: new FakeInstances() };
    const servers = [await servePlugin(objects, { path })];
    const status = () => infrakit.controller.status("web");
    try {
      await infrakit.commit(group);
      await expect.poll(() => status().phase).toBe("converged");
      for (const server of servers) await leave(path, server);
      await expect.poll(() => status().phase, { timeout: 3000, interval: 10 }).toBe("waiting");
      expect(status().reason).toContain("waiting for a list of the instances: ");
      servers.push(await servePlugin(objects, { path }));
      await expect.poll(() => status().phase, { timeout: 3000, interval: 10 }).toBe("converged");
    } finally {
      // To destroy it takes a plugin that may be away.
      await infrakit.controller.freeGroup("web");
      for (const server of servers) await server.close();
    }
  });
});
