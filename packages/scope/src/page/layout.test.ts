import { expect, test } from "vitest";
import { planCalls } from "./call-graph.ts";
import { planClusters } from "./cluster.ts";
import { spanForest } from "./forest.ts";
import { boxAround } from "./geometry.ts";
import { type Graph, planGraph } from "./graph-model.ts";
import { updateLayout } from "./layout-update.ts";
import { planLayout, type Places } from "./layout.ts";
import { findNeighbour } from "./neighbour.ts";
import { readWorld } from "./world.ts";

/** A host with its processes, which call those that the list says. */
function graphOf(
  processes: Readonly<Record<string, readonly string[]>>,
  hosts: readonly string[] = ["vm"],
): Graph {
  const host = [hosts[0]];
  const nodes = Object.entries(processes).map(([id, adjacency]) => [id, { adjacency, parents: { host } }]);
  const world = readWorld({
    Host: { nodes: Object.fromEntries(hosts.map((id) => [id, {}])) },
    Process: { nodes: Object.fromEntries(nodes) as unknown },
  });
  return planGraph([...world.nodesByKey.values()], world);
}

/** So many processes that call nobody. */
function idle(count: number): Readonly<Record<string, readonly string[]>> {
  return Object.fromEntries(Array.from({ length: count }, (_, index) => [`p${index}`, []]));
}

/** Pairs of nodes that cover each other. */
function overlaps(places: Places, graph: Graph): readonly string[] {
  const taken = new Map<string, string>();
  return graph.nodes.flatMap(({ key }) => {
    const cell = places.get(key);
    if (cell === undefined) return [`${key} has no place`];
    const spots = [cell.column, cell.column + 1].map((column) => `${column},${cell.row}`);
    const found = spots.flatMap((spot) => taken.get(spot) ?? []);
    for (const spot of spots) taken.set(spot, key);
    return found.map((other) => `${key} covers ${other}`);
  });
}

test("planGraph() ties a node to its closest parent that is shown, and to whom it calls, when others are hidden", () => {
  const world = readWorld({
    Host: { nodes: { vm: {} } },
    Container: { nodes: { c: { parents: { host: ["vm"] } } } },
    Process: { nodes: { p: { parents: { host: ["vm"], container: ["c"] }, adjacency: ["q", "p"] }, q: {} } },
  });
  const all = [...world.nodesByKey.values()];
  const show = ({ edges }: Graph): readonly string[] =>
    edges.map(({ from, to, kind }) => `${from} ${kind} ${to}`);
  expect(show(planGraph(all, world))).toEqual([
    "Container|c contains Process|p",
    "Process|p calls Process|q",
    "Host|vm contains Container|c",
  ]);
  const withoutContainers = all.filter(({ kind }) => kind.name !== "Container");
  expect(show(planGraph(withoutContainers, world))).toContain("Host|vm contains Process|p");
});

test("planGraph() puts callers before those whom they call when nodes are put in order", () => {
  const { nodes } = graphOf({ a: [], b: ["c"], c: ["a"], d: ["b"] }, ["vm"]);
  expect(nodes.map(({ id }) => id)).toEqual(["vm", "d", "b", "c", "a"]);
});

test("planCalls() says how deep each node is when there are detours and a ring", () => {
  const edges = ["ab", "bc", "ac", "xy", "yx", "yc"].map(([from = "", to = ""]) => ({
    from,
    to,
    kind: "calls" as const,
  }));
  const { depths } = planCalls(["a", "b", "c", "x", "y"], edges);
  expect(Object.fromEntries(depths)).toEqual({ a: 0, b: 1, c: 2, x: 0, y: 1 });
});

test("planClusters() puts callers above those whom they call, and others apart, when siblings are sorted", () => {
  const keys = ["w1", "w2", "api", "db", "lone"];
  const pairs = [
    ["w1", "db"],
    ["w2", "api"],
    ["w1", "api"],
    ["elsewhere", "lone"],
  ] as const;
  const calls = planCalls(
    keys,
    pairs.map(([from, to]) => ({ from, to, kind: "calls" as const })),
  );
  expect(planClusters(keys, calls)).toEqual([
    [
      ["w1", "w2"],
      ["db", "api"],
    ],
    [["lone"]],
  ]);
});

test("spanForest() takes every node once when what contains each other is a ring", () => {
  const edges = ["ab", "ba"].map(([from = "", to = ""]) => ({ from, to, kind: "contains" as const }));
  expect(spanForest(["a", "b"], edges)).toMatchObject({ roots: ["a"], order: ["a", "b"] });
});

test("planLayout() puts the parent above its children, in the middle, when there are three", () => {
  const graph = graphOf(idle(3));
  const places = planLayout(graph);
  expect(Object.fromEntries(places)).toEqual({
    "Host|vm": { column: 2, row: 0 },
    "Process|p0": { column: 0, row: 1 },
    "Process|p1": { column: 2, row: 1 },
    "Process|p2": { column: 4, row: 1 },
  });
});

test("planLayout() places nothing when there is nothing", () => {
  expect(planLayout({ nodes: [], edges: [] }).size).toBe(0);
});

test.for<readonly [name: string, graph: Graph]>([
  ["a host of 1,000 processes", graphOf(idle(1000))],
  [
    "a chain of 3,000",
    graphOf(Object.fromEntries(Array.from({ length: 3000 }, (_, i) => [`p${i}`, [`p${i + 1}`]])), []),
  ],
  ["single nodes", graphOf(idle(90), ["a", "b", "c"])],
  [
    "everybody calls everybody",
    graphOf(Object.fromEntries(Object.keys(idle(30)).map((id, _, all) => [id, all]))),
  ],
])("planLayout() gives each node its own place when it lays out %s", ([, graph]) => {
  const places = planLayout(graph);
  expect(places.size).toBe(graph.nodes.length);
  expect(overlaps(places, graph)).toEqual([]);
});

test("planLayout() is about as wide as a screen when there are 1,000 nodes", () => {
  const graph = graphOf(idle(1000));
  const places = planLayout(graph);
  const { width, height } = boxAround(places.keys(), places);
  expect(width / height).toBeGreaterThan(1);
  expect(width / height).toBeLessThan(2.4);
});

test("planLayout() is the same when the report's order is another", () => {
  const [there, back] = [idle(40), Object.fromEntries(Object.entries(idle(40)).toReversed())];
  expect(planLayout(graphOf(back))).toEqual(planLayout(graphOf(there)));
});

test("updateLayout() gives the same places, the same object, when nothing changed", () => {
  const places = planLayout(graphOf(idle(20)));
  expect(updateLayout(places, graphOf(idle(20)))).toBe(places);
});

test("updateLayout() moves nobody and covers nobody when nodes come and go", () => {
  const before = graphOf(idle(40));
  const places = planLayout(before);
  const { p3: _p3, p7: _p7, ...rest } = idle(60);
  const after = graphOf(rest);
  const updated = updateLayout(places, after);
  expect(overlaps(updated, after)).toEqual([]);
  for (const { key } of after.nodes) if (places.has(key)) expect(updated.get(key)).toEqual(places.get(key));
  expect(updateLayout(updated, graphOf(idle(60))).get("Process|p7")).not.toEqual(undefined);
});

test("updateLayout() gives a node its place back when it was away and nobody took it", () => {
  const places = planLayout(graphOf(idle(10)));
  const { p4: _p4, ...rest } = idle(10);
  const without = updateLayout(places, graphOf(rest));
  expect(updateLayout(without, graphOf(idle(10))).get("Process|p4")).toEqual(places.get("Process|p4"));
});

test("updateLayout() lays out anew when most nodes are new", () => {
  const places = planLayout(graphOf(idle(2)));
  expect(updateLayout(places, graphOf(idle(50)))).toEqual(planLayout(graphOf(idle(50))));
});

test.for([
  ["Process|p0", "ArrowRight", "Process|p1"],
  ["Process|p1", "ArrowLeft", "Process|p0"],
  ["Process|p1", "ArrowUp", "Host|vm"],
  ["Host|vm", "ArrowDown", "Process|p1"],
  ["Process|p0", "ArrowLeft", undefined],
  ["gone", "ArrowLeft", undefined],
] as const)(
  "findNeighbour() leads from %s by %s to %s when three stand below one",
  ([from, direction, to]) => {
    const graph = graphOf(idle(3));
    const field = { keys: graph.nodes.map(({ key }) => key), places: planLayout(graph) };
    expect(findNeighbour(from, direction, field)).toBe(to);
  },
);
