import { connectFlavor, connectGroup, connectInstance } from "@infrakit/rpc";
import type { FlavorPlugin, GroupPlugin, InstancePlugin } from "@infrakit/spi";
import { connectForTest } from "./place.ts";

/** The three kinds that every release has, of the plugin `old`. */
export interface Plugins {
  readonly instance: InstancePlugin;
  readonly flavor: FlavorPlugin;
  readonly group: GroupPlugin;
}

/** Connects to all of them until the test ends. */
export function connectAll(path: string, timeoutMs?: number): Plugins {
  const connection = connectForTest(path, timeoutMs);
  return {
    instance: connectInstance(connection, "old"),
    flavor: connectFlavor(connection, "old"),
    group: connectGroup(connection, "old"),
  };
}
