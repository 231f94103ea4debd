// A Scope plugin like Weaveworks' volume-count: how many volumes each container has. Where there is no container engine
// it counts the volumes of the machine instead, and says so.
import { hostname } from "node:os";
import { containerNodeId, createScopePlugin, hostNodeId } from "@infrakit/scope/sdk";
import { findEngine } from "./engine.ts";
import { countMounts } from "./mounts.ts";

const volumes = { label: "# Volumes", dataType: "number", priority: 0.1 } as const;
const source = { label: "Volumes counted by", priority: 0.2 } as const;

const engine = await findEngine(process.env);
const counted = engine === undefined ? "mounts of this machine" : `container engine at ${engine.socketPath}`;
console.error(`volume-count counts by: ${counted}`);

const plugin = createScopePlugin({
  id: "volume-count",
  label: "Volume Counts",
  description: "Adds a column with the number of volumes",
  topologies: {
    Container: { facts: { volume_count: volumes, volume_source: source } },
    Host: { facts: { volume_count: volumes, volume_source: source } },
  },
  async report({ Container, Host }, signal) {
    if (engine === undefined) {
      const count = await countMounts("/proc/self/mountinfo");
      Host.node(hostNodeId(hostname())).fact("volume_count", count).fact("volume_source", counted);
      return;
    }
    for (const { id, volumeCount } of await engine.containers(signal))
      Container.node(containerNodeId(id)).fact("volume_count", volumeCount).fact("volume_source", counted);
  },
});

await plugin.listen({ handleSignals: true });
