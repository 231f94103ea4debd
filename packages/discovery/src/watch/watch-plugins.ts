import { stat } from "node:fs";
import { resolve } from "node:path";
import { scanPlugins } from "../socket/index.ts";
import { chokidarHints } from "./chokidar-hints.ts";
import { systemClock } from "./clock.ts";
import type { PluginChange } from "./plugin-change.ts";
import { type WatchOptions, watchWorld } from "./watch-world.ts";

/**
 * Watches the plugins in a directory, which need not exist yet: first everything that is there as `added`, then
 * what changes. A scan at every interval is what it believes; events of the file system only make it scan at
 * once. So a change is known within 100 ms as a rule, and within the interval whatever is lost.
 *
 * Ends without an error when the signal is aborted. Ends its watches also when the loop over it is left.
 */
export function watchPlugins(directory: string, options: WatchOptions): AsyncIterable<PluginChange> {
  const path = resolve(directory);
  const world = {
    scan: () => scanPlugins(path),
    identify: () => identifyDirectory(path),
    hints: chokidarHints,
    clock: systemClock,
  };
  return watchWorld(world, path, options);
}

/** Device, number and birth of the directory: the number alone may be given again. */
function identifyDirectory(path: string): Promise<string | undefined> {
  return new Promise((settle) => {
    stat(path, { bigint: true }, (error, status) => {
      // Why it cannot be seen is for the scan to say.
      settle(error === null ? `${status.dev}:${status.ino}:${status.birthtimeNs}` : undefined);
    });
  });
}
