import { join } from "node:path";
import { expect } from "vitest";
import { type Running, test as base } from "./home.ts";
import { startScopePlugin } from "./scope-plugin.ts";

/** Plugins of Scope that run. */
export interface Plugins {
  /** The directory of the plugins. */
  readonly root: string;
  /** Starts a host and waits until it is served and its plugin has reported. */
  readonly host: (args?: readonly string[], env?: NodeJS.ProcessEnv) => Promise<Running>;
}

/** A test with a home, and a Scope plugin that runs in it. */
export const test = base.extend<{ plugins: Plugins }>({
  plugins: async ({ home }, use) => {
    const root = join(home.path, "scope");
    const plugin = await startScopePlugin(join(root, "volumes.sock"), "volumes");
    const host = async (
      args: readonly string[] = ["host"],
      env: NodeJS.ProcessEnv = {},
    ): Promise<Running> => {
      const running = home.start(["scope", ...args, "--root", root], { env });
      await expect.poll(() => running.stdout(), { timeout: 20_000 }).toContain("Ctrl-C stops");
      await expect
        .poll(async () => (await home.run(["scope", "report"])).stdout)
        .toContain("volumes~recount");
      return running;
    };
    await use({ root, host });
    await plugin.close();
  },
});
