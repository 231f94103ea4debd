import { type FSWatcher, watch } from "chokidar";
import type { DirectoryHints, HintListener } from "./directory-hints.ts";

/**
 * Hints from the operating system by way of chokidar. The entries themselves are left out, so that a directory
 * costs one watch however many sockets it holds (chokidar takes one for each), and nothing waits for chokidar to
 * sort out what happened: its raw events are enough to look for ourselves.
 */
export const chokidarHints: DirectoryHints = {
  watch(directory: string, listener: HintListener) {
    const watcher = openWatcher(directory);
    watcher.on("raw", listener.onHint);
    // What changed before the watch was in place has no event.
    watcher.on("ready", listener.onHint);
    // Without a listener an error event ends the process, as on systems where sockets cannot be watched.
    watcher.on("error", listener.onError);
    return { close: () => watcher.close() };
  },
};

function openWatcher(directory: string): FSWatcher {
  return watch(directory, {
    depth: 0,
    ignoreInitial: true,
    atomic: false,
    ignored: (path) => path !== directory,
  });
}
