// A Scope plugin like Weaveworks' traffic-control: makes the network of a process slow or lossy. It starts the process in a
// network namespace of its own, so that nothing else is touched: node dist/plugin.js node server.js
import { hostname } from "node:os";
import { type ControlResult, createScopePlugin, hostNodeId, processNodeId } from "@infrakit/scope/sdk";
import { startShapedProcess } from "./shaped-process.ts";

const [program, ...args] = process.argv.slice(2);
if (program === undefined) throw new Error("usage: plugin.js <program> [argument]...");

const shaped = await startShapedProcess(program, args);
// Also where this fails, the process does not stay behind.
process.once("exit", () => shaped.stop());
if (shaped.unable !== undefined) console.error(`TRAFFIC CONTROL IS NOT POSSIBLE HERE: ${shaped.unable}`);

/** What `netem` is told for each control; nothing takes it away. */
const rules = {
  fast: ["delay", "500ms"],
  medium: ["delay", "1000ms"],
  slow: ["delay", "2000ms"],
  loss: ["loss", "10%"],
  clear: [],
} as const;

let rule: keyof typeof rules = "clear";

async function set(next: keyof typeof rules, nodeId: string): Promise<ControlResult> {
  await shaped.shape(rules[next]);
  rule = next;
  return { changed: [nodeId] };
}

const facts = {
  traffic_control: { label: "Traffic control", priority: 0.1 },
} as const;

const plugin = createScopePlugin({
  id: "traffic-control",
  label: "Traffic control",
  description: "Adds controls that make the network of a process slow or lossy",
  topologies: { Process: { facts }, Host: { facts } },
  controls: {
    fast: { human: "Delay of 0.5 s", icon: "fa-hourglass-1", run: ({ nodeId }) => set("fast", nodeId) },
    medium: { human: "Delay of 1 s", icon: "fa-hourglass-2", run: ({ nodeId }) => set("medium", nodeId) },
    slow: { human: "Delay of 2 s", icon: "fa-hourglass-3", run: ({ nodeId }) => set("slow", nodeId) },
    loss: { human: "Lose a tenth of all packets", icon: "fa-cut", run: ({ nodeId }) => set("loss", nodeId) },
    clear: {
      human: "Leave the network alone",
      icon: "fa-times-circle",
      run: ({ nodeId }) => set("clear", nodeId),
    },
  },
  report({ Process, Host }) {
    const { pid, unable } = shaped;
    if (unable !== undefined) {
      // No control is offered that cannot do what it says.
      Host.node(hostNodeId(hostname())).fact("traffic_control", `not possible: ${unable}`);
      return;
    }
    const says = rule === "clear" ? "none" : rules[rule].join(" ");
    const others = (["fast", "medium", "slow", "loss", "clear"] as const).filter((name) => name !== rule);
    Process.node(processNodeId(hostname(), pid))
      .fact("traffic_control", says)
      .controls(...others);
  },
});

const { closed } = await plugin.listen({ handleSignals: true });
// Without the process there is nothing to control.
void shaped.ended.then(() => plugin.close());
await closed;
shaped.stop();
