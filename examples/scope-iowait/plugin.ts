// A Scope plugin like Weaveworks' iowait: how much time the processors of this machine are idle, or wait for disks.
import { hostname } from "node:os";
import { type ControlResult, createScopePlugin, hostNodeId } from "@infrakit/scope/sdk";
import { CpuTimes } from "./cpu-times.ts";

const cpu = new CpuTimes("/proc/stat");
const host = hostNodeId(hostname());
let shown: "idle" | "iowait" = "iowait";

const plugin = createScopePlugin({
  id: "iowait",
  label: "iowait",
  description: "Adds a graph of CPU IO Wait to hosts",
  topologies: {
    Host: {
      metrics: {
        idle: { label: "Idle", format: "percent", priority: 0.1 },
        iowait: { label: "IO Wait", format: "percent", priority: 0.1 },
      },
    },
  },
  controls: {
    switchToIdle: { human: "Switch to idle", icon: "fa-gears", run: () => show("idle") },
    switchToIOWait: { human: "Switch to IO wait", icon: "fa-clock-o", run: () => show("iowait") },
  },
  async report({ Host }) {
    const shares = await cpu.read();
    Host.node(host)
      .metric(shown, shares[shown])
      .controls(shown === "idle" ? "switchToIOWait" : "switchToIdle");
  },
});

function show(metric: typeof shown): ControlResult {
  shown = metric;
  return { changed: [host] };
}

await plugin.listen({ handleSignals: true });
