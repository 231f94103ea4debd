import { serveHandshake } from "./kinds/handshake.ts";
import { kinds } from "./kinds/index.ts";
import { type Method, withFormerNames } from "./method.ts";

/**
 * The shapes of InfraKit's messages without sockets, for those who speak the protocol by other means: proxies,
 * recorders, checkers.
 *
 * @module
 */
export type { Method } from "./method.ts";

/** Every method that a plugin of any kind answers, handshakes included, by its full name: `Group.Size`. */
export const methods: ReadonlyMap<string, Method<unknown, unknown>> = new Map(
  // What serves a method knows it; nothing is called here, so nothing needs to be hosted.
  [...serveHandshake(kinds, {}), ...withFormerNames(kinds.flatMap((kind) => kind.serve({})))].map(
    ({ name, method }) => [name, method],
  ),
);
