import { expect, test } from "vitest";
import { filterPlugins, viewPlugins } from "./plugin-view.ts";

const plugins = viewPlugins([
  { id: "a", label: "A", status: "ok", path: "/p/a.sock", interfaces: ["reporter", "controller"] },
  { id: "b", status: "error: no answer", path: "/p/b.sock" },
  { id: "", refusal: 'invalid plugin id "_"', path: "/p/_.sock" },
  { id: "d", label: "", path: "/p/d.sock", interfaces: null },
]);

test("viewPlugins() shows those in trouble first when some are", () => {
  expect(plugins.map(({ label, state, trouble }) => [label, state, trouble])).toEqual([
    ["b", "failing", "no answer"],
    ["_.sock", "refused", 'invalid plugin id "_"'],
    ["A", "running", ""],
    ["d", "waiting", ""],
  ]);
});

test.for([
  ["all", 4],
  ["running", 1],
  ["failing", 2],
] as const)("filterPlugins() shows %s when it is asked: %d", ([filter, count]) => {
  expect(filterPlugins(plugins, filter)).toHaveLength(count);
});
