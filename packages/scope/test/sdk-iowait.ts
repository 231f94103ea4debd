import { containerNodeId, createScopePlugin, hostNodeId, type ScopePlugin } from "../src/sdk/index.ts";

/** The host that {@link createIowait} reports. */
export const vm: string = hostNodeId("vm");

/** A plugin like Scope's own `iowait`. */
export function createIowait(): ScopePlugin {
  let shown: "idle" | "iowait" = "iowait";
  const show = (metric: typeof shown) => (): { readonly changed: readonly string[] } => {
    shown = metric;
    return { changed: [vm] };
  };
  return createScopePlugin({
    id: "iowait",
    label: "IO wait",
    topologies: {
      Host: {
        metrics: {
          idle: { label: "Idle", format: "percent" },
          iowait: { label: "IO wait", format: "percent" },
        },
      },
      Container: {},
    },
    controls: {
      switchToIdle: { human: "Switch to idle", icon: "fa-gears", run: show("idle") },
      switchToIOWait: { human: "Switch to IO wait", icon: "fa-clock-o", run: show("iowait") },
    },
    report({ Host, Container }) {
      Host.node(vm)
        .metric(shown, 40.5)
        .controls(shown === "idle" ? "switchToIOWait" : "switchToIdle");
      Container.node(containerNodeId("abc"));
    },
  });
}
