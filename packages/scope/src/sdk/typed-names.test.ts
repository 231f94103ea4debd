import { expect, test } from "vitest";
import {
  createScopePlugin,
  hostNodeId,
  type NodeBuilder,
  type Topologies,
  type TopologyDeclaration,
} from "./index.ts";

const run = (): void => undefined;

/** Never called: what stands in it is judged by the compiler, and a mistake that it accepts is an error there. */
const mistakes = (): unknown =>
  createScopePlugin({
    id: "typed",
    label: "Typed",
    topologies: {
      Host: {
        facts: { kernel: { label: "Kernel" } },
        metrics: { load: { label: "Load" } },
        tables: { list: { label: "List" }, grid: { label: "Grid", columns: { a: { label: "A" } } } },
      },
      Container: {},
    },
    controls: { reboot: { human: "Reboot", icon: "fa-refresh", run } },
    report(builder) {
      const host = builder.Host.node(hostNodeId("vm"));
      host.fact("kernel", "6.1").metric("load", 1).controls("reboot").properties("list", { x: 1 });
      host.rows("grid", { "1": { a: 1 } });
      // @ts-expect-error a fact that is not declared
      host.fact("load", "1");
      // @ts-expect-error a metric that is not declared
      host.metric("kernel", 1);
      // @ts-expect-error a control that is not declared
      host.controls("stop");
      // @ts-expect-error a table with columns
      host.properties("grid", { x: 1 });
      // @ts-expect-error a table without columns
      host.rows("list", {});
      // @ts-expect-error a column that is not declared
      host.rows("grid", { "1": { b: 1 } });
      // @ts-expect-error a text in place of a list
      host.set("ips", "10.0.0.1");
      // @ts-expect-error a topology that is not declared
      void builder.Pod;
      // @ts-expect-error a topology that declares nothing
      builder.Container.node("a;<container>").fact("kernel", "6.1");
    },
  });

/** The same without names that the compiler knows. */
const names = (topologies: Topologies, node: NodeBuilder<TopologyDeclaration, string>): unknown => {
  node
    .fact("any", 1)
    .metric("any", 1)
    .controls("any")
    .properties("any", { x: 1 })
    .rows("any", { r: { any: 1 } });
  return createScopePlugin({
    id: "a",
    label: "A",
    topologies,
    report: ({ Host }) => void Host?.node("vm;<host>"),
  });
};

test("createScopePlugin() knows the names that are declared when the compiler looks", () => {
  expect([typeof mistakes, typeof names]).toEqual(["function", "function"]);
});
