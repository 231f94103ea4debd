import { expect, test } from "vitest";
import { checkPluginSpec } from "./check-plugin-spec.ts";
import { parseReport } from "./parse-report.ts";

const good = { id: "p", label: "P", interfaces: ["reporter"], api_version: "1" };
const spec = { id: "p", label: "P", interfaces: ["reporter"], apiVersion: "1" };

test.for([
  ["none", [], { error: "report must contain exactly one plugin (found 0)" }],
  ["two", [good, { ...good, id: "q" }], { error: "report must contain exactly one plugin (found 2)" }],
  ["two with one id", [{ ...good, label: "" }, good], { spec }],
  ["another id", [{ ...good, id: "q" }], { error: 'plugin must not change its id (is "q", should be "p")' }],
  ["no id", [{ ...good, id: undefined }], { error: 'plugin must not change its id (is "", should be "p")' }],
  [
    "another version",
    [{ ...good, api_version: "2", label: "" }],
    { spec: { ...spec, apiVersion: "2", label: "" }, error: 'incorrect API version: expected "1", got "2"' },
  ],
  [
    "no version",
    [{ id: "p", label: "P", interfaces: ["reporter"] }],
    {
      spec: { id: "p", label: "P", interfaces: ["reporter"] },
      error: 'incorrect API version: expected "1", got ""',
    },
  ],
  ["a version that is a number", [{ ...good, api_version: 1 }], { spec }],
  [
    "no label",
    [{ ...good, label: undefined }],
    { spec: { ...spec, label: "" }, error: "spec must contain a label" },
  ],
  [
    "no interfaces",
    [{ id: "p", label: "P", api_version: "1" }],
    { spec: { id: "p", label: "P", apiVersion: "1" }, error: 'spec must implement the "reporter" interface' },
  ],
  [
    "an empty list of interfaces",
    [{ ...good, interfaces: [] }],
    { spec: { ...spec, interfaces: [] }, error: 'spec must implement the "reporter" interface' },
  ],
  [
    "other interfaces too",
    [{ ...good, interfaces: ["x", "reporter"] }],
    { spec: { ...spec, interfaces: ["x", "reporter"] } },
  ],
  ["a status of its own", [{ ...good, status: "fine" }], { spec }],
] as const)("checkPluginSpec() judges in the order of Scope when it is given %s", ([, plugins, expected]) => {
  const report = parseReport(JSON.stringify({ Plugins: plugins }));
  expect(checkPluginSpec(report, { id: "p", apiVersion: "1" })).toEqual(expected);
});

test("checkPluginSpec() takes a spec without a version when none is expected", () => {
  const report = parseReport('{"Plugins":[{"id":"p","label":"P","interfaces":["reporter"]}]}');
  expect(checkPluginSpec(report, { id: "p", apiVersion: "" }).error).toBeUndefined();
});
