import { expect, test } from "vitest";
import { boxAround, edgesPath } from "./geometry.ts";
import { shapePath } from "./shape-path.ts";
import { topologyKinds } from "./topology-kind.ts";
import { fitBox, reveal, zoomAt } from "./viewport.ts";

const places = new Map([
  ["top", { column: 2, row: 0 }],
  ["left", { column: 0, row: 1 }],
  ["low", { column: 4, row: 2 }],
]);

test("boxAround() holds nodes and their labels when they have places", () => {
  expect(boxAround(["top", "left", "low", "gone"], places)).toEqual({
    x: -58,
    y: -49,
    width: 348,
    height: 294,
  });
  expect(boxAround(["gone"], places)).toEqual({ x: 0, y: 0, width: 0, height: 0 });
});

test("edgesPath() goes around nodes between when a child is rows below its parent", () => {
  const contains = (to: string): string => edgesPath([{ from: "top", to, kind: "contains" }], places);
  expect(contains("left")).toBe("M116 39V56H0V73");
  expect(contains("low")).toBe("M116 39V56H174V196H207");
  expect(contains("gone")).toBe("");
});

test("edgesPath() goes straight from shape to shape when a node is in something besides its parent", () => {
  const path = edgesPath([{ from: "low", to: "left", kind: "alsoContains" }], places);
  expect(path).toMatch(/^M[\d. ]+L[\d. ]+$/);
});

test("edgesPath() draws a head at the callee when a node calls another", () => {
  const path = edgesPath([{ from: "left", to: "low", kind: "calls" }], places);
  expect(path).toMatch(/^M[\d. ]+Q[\d. ]+M[\d. ]+L[\d. ]+L[\d. ]+$/);
});

test("shapePath() has an outline of its own when it is a shape of Scope's", () => {
  const shapes = new Set(topologyKinds.map(({ shape }) => shape.replace("dotted", "")));
  expect(new Set([...shapes].map(shapePath)).size).toBe(shapes.size);
  expect(shapePath("dottedcylinder")).toBe(shapePath("cylinder"));
  expect(shapePath("cloud")).toBe(shapePath("circle"));
});

const size = { width: 1000, height: 676 };

test("fitBox() shows the whole box when it is larger than the screen, and blows nothing up", () => {
  const view = fitBox({ x: 0, y: 0, width: 1888, height: 100 }, size);
  expect(view).toEqual({ scale: 0.5, x: 28, y: 295 });
  expect(fitBox({ x: 0, y: 0, width: 10, height: 10 }, size).scale).toBe(1.25);
});

test("zoomAt() keeps what is under the pointer when it zooms, within limits", () => {
  const view = { x: 10, y: 20, scale: 1 };
  expect(zoomAt(view, { x: 110, y: 120 }, 2)).toEqual({ scale: 2, x: -90, y: -80 });
  expect(zoomAt(view, { x: 0, y: 0 }, 1000).scale).toBe(2.5);
  expect(zoomAt(view, { x: 0, y: 0 }, 0.0001).scale).toBe(0.05);
});

test.for([
  [
    { x: 500, y: 300 },
    { x: 0, y: 0 },
  ],
  [
    { x: 1500, y: 300 },
    { x: -564, y: 0 },
  ],
  [
    { x: -100, y: -100 },
    { x: 164, y: 164 },
  ],
] as const)("reveal() moves only as far as it must when the point is %j: %j", ([at, moved]) => {
  expect(reveal({ x: 0, y: 0, scale: 1 }, at, size)).toEqual({ ...moved, scale: 1 });
});
