import { basename } from "node:path";
import { isPluginId, pluginIdOf } from "../plugin-id.ts";
import { demand, type ScopeCase } from "./scope-case.ts";

const registry = "probe/plugins/registry.go";

/** Longest path of a socket in bytes, where it may be longest. */
const maxPathBytes = 107;

/** What holds for a plugin's socket. */
export const socketCases: readonly ScopeCase[] = [
  {
    name: "the socket's name gives an id that hosts take",
    severity: "must",
    source: registry,
    advice: "Call it <id>.sock, the id made of letters and digits in words that are joined by single dashes",
    async run({ socketPath }) {
      demand(isPluginId(pluginIdOf(socketPath)), {
        expected: "a name such as http-statistics.sock",
        came: basename(socketPath),
        because: "hosts never ask a socket with another name, and only write that to their log",
      });
    },
  },
  {
    name: "the socket's path is not too long",
    severity: "must",
    source: "sun_path of unix(7)",
    advice: "Choose a shorter id, or a directory with a shorter name",
    async run({ socketPath }) {
      const bytes = Buffer.byteLength(socketPath);
      demand(bytes <= maxPathBytes, {
        expected: `${maxPathBytes} bytes at most`,
        came: `${bytes} bytes`,
        because: "systems cut it or refuse it, and hosts cannot connect",
      });
    },
  },
  {
    name: "nobody else can put a socket in its place",
    severity: "should",
    source: "the directories of Scope's own plugins",
    advice: "Make a directory of mode 0700 for the socket: <root>/<id>/<id>.sock",
    async run(peer) {
      const { directory } = await peer.modes();
      demand((directory & 0o022) === 0, {
        expected: "a directory that only its owner writes to",
        came: `mode ${directory.toString(8)}`,
        because: "whoever can write there can take the plugin's place",
      });
    },
  },
  {
    name: "nobody else can press its controls",
    severity: "should",
    source: "the directories of Scope's own plugins",
    advice: "Make the directory 0700, or the socket 0600",
    async run(peer) {
      const { directory, socket } = await peer.modes();
      demand((directory & 0o011) === 0 || (socket & 0o022) === 0, {
        expected: "a socket, or a directory, that only its owner reaches",
        came: `modes ${socket.toString(8)} and ${directory.toString(8)}`,
        because: "a plugin asks nobody for a password",
      });
    },
  },
];
