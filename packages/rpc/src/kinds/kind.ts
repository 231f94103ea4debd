import type { PluginObjects } from "../hosted-objects.ts";
import type { ServedMethod } from "../method.ts";

/**
 * An interface that plugins implement, and its versions. InfraKit compares versions as words, so each handshake
 * is answered with the versions that its own time expects; the messages are alike enough for one
 * implementation to speak all of them.
 */
export interface Interface {
  /** Such as `Instance`. */
  readonly name: string;
  /** What handshakes before `Handshake.Hello` call it, if they call it something else. */
  readonly formerName?: string;
  /** Version in `Handshake.Hello` (after v0.5): the one that we speak. */
  readonly current: string;
  /** Versions in `Handshake.Implements` (v0.3.0 to v0.5), newest first. */
  readonly implemented: readonly string[];
  /** Versions in `Plugin.Implements` (v0.1.0 and v0.2.0), newest first. */
  readonly first: readonly string[];
}

/** One kind of object: what it is called on the wire and how it is served. */
export interface Kind {
  readonly interface: Interface;
  /** The names of the hosted objects; `undefined` if the plugin hosts nothing of the kind. */
  names(objects: PluginObjects): readonly string[] | undefined;
  serve(objects: PluginObjects): readonly ServedMethod[];
}

/** All versions of an interface that a client can talk to, newest first. */
export function knownVersions({ current, implemented, first }: Interface): readonly string[] {
  return [current, ...implemented, ...first];
}

/** Orders versions by their numbers: `0.6.1` is behind `0.10.0`. */
export function compareVersions(a: string, b: string): number {
  const left = a.split(".").map(Number);
  const right = b.split(".").map(Number);
  const at = left.findIndex((part, index) => part !== right[index]);
  return at < 0 ? left.length - right.length : (left[at] ?? 0) - (right[at] ?? 0);
}
