import { expect, test } from "vitest";
import { NodeDraft } from "./node-draft.ts";

function draft(id = "vm;<host>"): NodeDraft {
  return new NodeDraft(id, {
    pluginId: "mine",
    topology: "Host",
    declared: {
      facts: { kernel: { label: "Kernel" } },
      metrics: { load: { label: "Load" } },
      tables: { list: { label: "List" }, grid: { label: "Grid", columns: { a: { label: "A" } } } },
    },
    controlIds: ["reboot"],
    timestamp: "1970-01-01T00:00:00.000Z",
  });
}

test.for<{ name: string; say: (node: NodeDraft) => unknown; why: string }>([
  {
    name: "a fact is not declared",
    say: (node) => node.fact("toString", "x"),
    why: 'fact "toString" of Host "vm;<host>": it is not declared; there is "kernel"',
  },
  {
    name: "a metric is not declared",
    say: (node) => node.metric("cpu", 1),
    why: 'metric "cpu" of Host "vm;<host>": it is not declared; there is "load"',
  },
  {
    name: "a metric is no number",
    say: (node) => node.metric("load", NaN),
    why: 'metric "load" of Host "vm;<host>": NaN is no finite number',
  },
  {
    name: "a fact is no number",
    say: (node) => node.fact("kernel", 1 / 0),
    why: '"kernel" of Host "vm;<host>": Infinity is no finite number, and no date',
  },
  {
    name: "a fact is no date",
    say: (node) => node.fact("kernel", new Date("x")),
    why: '"kernel" of Host "vm;<host>": Invalid Date is no finite number, and no date',
  },
  {
    name: "a fact is nothing",
    say: (node) => node.fact("kernel", undefined as unknown as string),
    why: '"kernel" of Host "vm;<host>": undefined is no text, number or date',
  },
  {
    name: "a control is not declared",
    say: (node) => node.controls("reboot", "stop"),
    why: 'control "stop" of Host "vm;<host>": it is not declared; there is "reboot"',
  },
  {
    name: "a list is given rows",
    say: (node) => node.rows("list", {}),
    why: 'table "list" of Host "vm;<host>": it is declared with no columns; use properties()',
  },
  {
    name: "a grid is given names and values",
    say: (node) => node.properties("grid", {}),
    why: 'table "grid" of Host "vm;<host>": it is declared with columns; use rows()',
  },
  {
    name: "a column is not declared",
    say: (node) => node.rows("grid", { "1": { b: 2 } }),
    why: 'column "b" of Host "vm;<host>": it is not declared; there is "a"',
  },
  {
    name: "a set is a text",
    say: (node) => node.set("ips", "10.0.0.1" as unknown as string[]),
    why: 'set "ips" of Host "vm;<host>": a text is no list; write it in [ ]',
  },
])("NodeDraft refuses it when $name", ({ say, why }) => {
  expect(() => say(draft())).toThrow(`Cannot report ${why}`);
});

test.for(["", "a___b", "a_"])(
  "NodeDraft.rows() refuses the row %j, which hosts would cut elsewhere",
  (row) => {
    expect(() => draft().rows("grid", { [row]: { a: 1 } })).toThrow(
      `Cannot report row ${JSON.stringify(row)}`,
    );
  },
);

test("NodeDraft.rows() leaves out a cell when there is no value for it", () => {
  const { latest } = draft()
    .rows("grid", { "1": { a: undefined }, "2": { a: 2 } })
    .finish();
  expect([...latest.keys()]).toEqual(["mine.grid.2___a"]);
});

test("NodeDraft refuses an id when hosts know the thing by another", () => {
  expect(() => draft("vm")).toThrow(
    'Cannot report Host "vm": hosts know it by another id; make it with hostNodeId()',
  );
});

test("NodeDraft.finish() says of a control that it cannot be used when it is not named", () => {
  const timestamp = "1970-01-01T00:00:00.000Z";
  expect(draft().controls().finish().activeControls).toEqual(
    new Map([["reboot", { timestamp, isDead: true }]]),
  );
  expect(draft().finish().activeControls).toEqual(new Map());
});
