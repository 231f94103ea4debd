import { expect, test } from "vitest";
import { planFacts } from "./facts.ts";
import { readWorld } from "./world.ts";

const world = readWorld({
  Host: {
    metadata_templates: {
      os: { label: "System", priority: 2 },
      nets: { label: "Networks", priority: 1, from: "sets", dataType: "ip" },
      hits: { priority: 11, from: "" },
      ghost: { label: "Absent", priority: 0 },
      wrong: { label: "Not here", priority: 0, from: "sets" },
    },
    table_templates: { env: { prefix: "env-", fixedRows: { shell: "Shell" } } },
    nodes: {
      vm: {
        latest: {
          os: { value: "linux" },
          wrong: { value: "in latest" },
          count_hits: { value: "3" },
          "env-PATH": { value: "/bin" },
          shell: { value: "sh" },
          b: { value: "2" },
          host_node_id: { value: "vm" },
          active_controls: { value: "x" },
        },
        sets: { nets: ["10/8", "172/12"], a: ["1"] },
      },
    },
  },
});

test("planFacts() puts facts in groups by their templates when some have none", () => {
  const node = world.nodesByKey.get("Host|vm");
  if (node === undefined) throw new Error("Cannot find the node: the report was not read");
  const { first, more, other } = planFacts(node);
  const show = (rows: typeof first): readonly string[] => rows.map(({ label, value }) => `${label}=${value}`);
  expect(show(first)).toEqual(["Networks=10/8, 172/12", "System=linux"]);
  expect(show(more)).toEqual(["hits=3"]);
  expect(show(other)).toEqual(["a=1", "b=2"]);
});
