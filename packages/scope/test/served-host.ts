import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { test as base } from "vitest";
import { type ScopeServer, type ScopeServerOptions, serveScopeHost } from "@infrakit/scope/server";
import { FakeScopeHost } from "./fake-scope-host.ts";

/** The plugin that it polls. */
export const spec = { id: "a", label: "A", interfaces: ["reporter"], apiVersion: "1", status: "ok" };
/** What the host that is served has seen. */
export const report = { Host: { nodes: { "vm;<host>": {} } }, Plugins: [{ id: "a", label: "A" }] };

/** A host, and how it is served. */
export interface World {
  readonly host: FakeScopeHost;
  readonly directory: string;
  readonly path: string;
  /** Serves the host on its socket, or as the options say. */
  readonly serve: (options?: Partial<ScopeServerOptions>) => Promise<ScopeServer>;
}

/** A test with a host and a directory of its own. */
export const test = base.extend<{ world: World }>({
  // eslint-disable-next-line no-empty-pattern
  world: async ({}, use) => {
    const directory = await mkdtemp(join(tmpdir(), "ik-scope-"));
    const host = new FakeScopeHost(report);
    host.setPlugins([{ path: "/plugins/a.sock", spec }]);
    const path = join(directory, "scope", "host.sock");
    const servers: ScopeServer[] = [];
    const serve = async (options: Partial<ScopeServerOptions> = {}): Promise<ScopeServer> => {
      const server = await serveScopeHost(host, { listener: { path }, version: "1.2.3", ...options });
      servers.push(server);
      return server;
    };
    await use({ host, directory, path, serve });
    await Promise.all(servers.map((server) => server.close()));
    await rm(directory, { recursive: true });
  },
});

/** Where controls of the host are. */
export const ours = "/api/control/197a7919b8424269";
