import { parseReport } from "@infrakit/scope/report";
import { expect, test } from "vitest";
import { createScopeMetadata } from "./scope-metadata.ts";

const report = parseReport(
  JSON.stringify({
    Plugins: [{ id: "iowait", label: "IO wait", interfaces: ["reporter"], api_version: "1" }],
    Host: {
      nodes: {
        "db/1;<host>": {
          latest: { kernel: { timestamp: "2026-01-01T00:00:00Z", value: "6.1" } },
          metrics: {
            iowait: {
              samples: [
                { date: "2026-01-01T00:00:00Z", value: 1 },
                { date: "2026-01-01T00:00:01Z", value: 2.5 },
              ],
              min: 0,
              max: 100,
            },
            __proto__x: { samples: [] },
          },
        },
      },
    },
  }),
);
const metadata = createScopeMetadata({ report: () => report });
const node = ["nodes", "Host", "db/1;<host>"];

test("keys() names what is below a path when something is", async () => {
  expect(await metadata.keys([])).toEqual(["nodes", "plugins"]);
  expect(await metadata.keys(["nodes", "Host"])).toEqual(["db/1;<host>"]);
  expect(await metadata.keys([...node, "metrics"])).toEqual(["__proto__x", "iowait"]);
  expect(await metadata.keys(["nodes", "Pod"])).toEqual([]);
});

test.for([
  ["the newest value of a metric", [...node, "metrics", "iowait", "value"], "2.5"],
  ["the scale of a metric", [...node, "metrics", "iowait", "max"], "100"],
  ["a fact", [...node, "latest", "kernel"], '"6.1"'],
  ["the label of a plugin", ["plugins", "iowait", "label"], '"IO wait"'],
] as const)("get() gives %s", async ([, path, text]) => {
  expect((await metadata.get(path))?.text).toBe(text);
});

test.for([
  ["a node that is not there", ["nodes", "Host", "gone;<host>"]],
  ["a metric that was never measured", [...node, "metrics", "__proto__x", "value"]],
] as const)("get() gives nothing when it is asked for %s", async ([, path]) => {
  expect(await metadata.get(path)).toBeNull();
});
