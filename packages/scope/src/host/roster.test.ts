import { expect, test } from "vitest";
import { planRoster } from "./roster.ts";
import type { FoundFile, Scan } from "./scan.ts";

const fileAt = (path: string): FoundFile => ({ path, identity: path });

function seen(paths: readonly string[], unknown: readonly string[] = []): Scan {
  return { sockets: paths.map(fileAt), directories: [], unknown, warnings: [], notes: [] };
}

test("planRoster() gives an id to the first path when several have it [differs.scope.duplicate]", () => {
  expect(planRoster([], seen(["/p/a/x.sock", "/p/b/x.sock", "/p/y"]))).toEqual([
    { path: "/p/a/x.sock", identity: "/p/a/x.sock", id: "x" },
    {
      path: "/p/b/x.sock",
      identity: "/p/b/x.sock",
      id: "x",
      fault: 'the id "x" belongs to "/p/a/x.sock"; rename one of them',
    },
    { path: "/p/y", identity: "/p/y", id: "y" },
  ]);
});

test("planRoster() lists a file with the reason when its name is no id [differs.scope.refused]", () => {
  const [entry] = planRoster([], seen(["/p/a.b.sock"]));
  expect(entry).toMatchObject({
    id: "a.b",
    refusal: expect.stringContaining('invalid plugin id "a.b"') as string,
  });
  expect(entry?.fault).toBe(entry?.refusal);
});

test.for<readonly [what: string, unknown: readonly string[], paths: readonly string[]]>([
  ["nothing but what is seen when all was looked at", [], ["/p/c"]],
  ["what was below a place that could not be looked at", ["/p/a"], ["/p/a/x", "/p/c"]],
  ["what was at it", ["/p/b"], ["/p/b", "/p/c"]],
  ["everything when the root could not be looked at", ["/p"], ["/p/a/x", "/p/ab/x", "/p/b", "/p/c"]],
])("planRoster() keeps %s [differs.scope.unreadable]", ([, unknown, paths]) => {
  const known = ["/p/a/x", "/p/ab/x", "/p/b"].map(fileAt);
  expect(planRoster(known, seen(["/p/c"], unknown)).map(({ path }) => path)).toEqual(paths);
});

test("planRoster() says of those beyond its limit why they are not polled, when there are too many", () => {
  const paths = Array.from({ length: 2050 }, (_, index) => `/p/a${String(index).padStart(4, "0")}`);
  const roster = planRoster([], seen(paths));
  expect(roster).toHaveLength(2050);
  expect(roster.slice(0, 2048).every(({ fault }) => fault === undefined)).toBe(true);
  const beyond = roster.slice(2048);
  expect(beyond.map(({ id }) => id)).toEqual(["a2048", "a2049"]);
  for (const { fault } of beyond) expect(fault).toContain("a host polls at most 2048 plugins");
});
