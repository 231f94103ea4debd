/**
 * Where plugin sockets live: the directory, names and paths, listing, listening, who listens, and how many requests a
 * connection may have open. Loads no third-party code.
 *
 * @module
 */
export { checkListenFile, listenFilePresence, removeListenFile, writeListenFile } from "./listen-file.ts";
export { isRunning } from "./is-running.ts";
export { type ListeningSocket, listenOnSocket, type Presence } from "./listen-on-socket.ts";
export { readPidFile, removePidFile, writePidFile } from "./pid-file.ts";
export { Pipelines } from "./pipelines.ts";
export { openPluginDirectory, pluginDirectory } from "./plugin-directory.ts";
export { checkPluginName } from "./plugin-name.ts";
export { findPlugin, type PluginEndpoint, scanEmptyListenFiles, scanPlugins } from "./scan-plugins.ts";
export { isPrivateName } from "./private-name.ts";
export { type SocketOwner, socketOwner } from "./socket-owner.ts";
export { maxSocketPathBytes, socketPath } from "./socket-path.ts";
export { holdsTcpAddress, isLoopback } from "./tcp-listener.ts";
