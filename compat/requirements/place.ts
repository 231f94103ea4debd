import type { Requirements } from "./requirement.ts";

const directory = "pkg/discovery/local/dir.go at 41da4a60";

/** Where plugins are and how they come and go. */
export const place: Requirements = {
  "place.socket": {
    source: directory,
    behaviour: "A socket in the plugin directory is a plugin of its name.",
  },
  "place.listen": {
    source: directory,
    behaviour: "A file `<name>.listen` holds the URL of a plugin; it goes with its server.",
  },
  "place.others": { source: directory, behaviour: "Other files and directories are no plugins." },
  "place.not-found": {
    source: "pkg/discovery/discovery.go at 41da4a60",
    behaviour: "A plugin that is not there is `plugin not found:<name>`.",
  },
  "place.pid": {
    source: "pkg/run/serverutil.go at 41da4a60",
    behaviour: "`<name>.pid` holds the number of the plugin's process, readable by all, and goes with it.",
  },
  "differs.place.stale": {
    source: "pkg/run/serverutil.go at 41da4a60",
    behaviour: "What a dead plugin left behind keeps its successor from starting.",
    differs: "Ours clears a dead socket and its pid file, and leaves alone what a living process holds.",
  },
  "differs.place.listen": {
    source: "pkg/rpc/server/server.go at 41da4a60",
    behaviour: "A plugin on TCP writes its `.listen` file over that of a living one.",
    differs: "Ours refuses to start if the address in the file answers, and replaces the file of a dead one.",
  },
  "differs.place.private": {
    source: "pkg/discovery/local/local.go at 41da4a60",
    behaviour: "The plugin directory and its sockets are open to all.",
    differs:
      "Ours are made for their owner only; a directory that others may read is accepted, one that they may write is not.",
  },
  "differs.address.unix": {
    source: "pkg/rpc/client/client.go at 41da4a60",
    behaviour: "`unix://` addresses are taken and cannot be reached.",
    differs: "Ours can.",
  },
};
