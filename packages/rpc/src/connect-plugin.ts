import { checkTimeout, clientTimeoutMs } from "./client-timeout.ts";
import type { Handler } from "./handler.ts";
import { MemoryTransport } from "./memory-transport.ts";
import { type ConnectionOptions, PluginConnection } from "./plugin-connection.ts";
import { SocketTransport } from "./socket-transport.ts";

/**
 * Connects to the plugin at an address: the path of its socket or of its `.listen` file, or a `unix`, `tcp`,
 * `http` or `https` URL. Nothing is sent before the first call. By default a call may take
 * `INFRAKIT_CLIENT_TIMEOUT`, or 15 s.
 *
 * @throws LocalError `plugin_unreachable` if the address is none.
 * @throws DecodeError if `INFRAKIT_CLIENT_TIMEOUT` is no duration.
 * @throws RangeError if `timeoutMs` is not longer than nothing.
 */
export function connectPlugin(address: string, options?: Partial<ConnectionOptions>): PluginConnection {
  return new PluginConnection(new SocketTransport(address), withDefaults(options));
}

/** Connects to a handler in this process, through the same texts that would cross a socket. */
export function connectInMemory(handler: Handler, options?: Partial<ConnectionOptions>): PluginConnection {
  return new PluginConnection(new MemoryTransport(handler), withDefaults(options));
}

function withDefaults(options: Partial<ConnectionOptions> = {}): ConnectionOptions {
  return { ...options, timeoutMs: checkTimeout(options.timeoutMs ?? clientTimeoutMs(process.env)) };
}
