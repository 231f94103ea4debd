import { describe, expect, test } from "vitest";
import { parseReport, parseReportBody } from "./parse-report.ts";
import type { Report, ReportNode } from "./report.ts";

const now = "2026-01-31T12:00:00Z";

function parse(value: unknown): Report {
  return parseReport(JSON.stringify(value), { now });
}

/** The one node of a report with nothing else. */
function parseNode(node: unknown, topology: object = {}): ReportNode {
  const report = parse({ Host: { nodes: { n: node }, ...topology } });
  const read = report.topologies.get("Host")?.nodes.get("n");
  if (read === undefined) throw new Error("the node is missing");
  return read;
}

describe("parseReport()", () => {
  test("reads everything when all is there", () => {
    const report = parse({
      TS: "2026-01-31T12:00:00+01:00",
      Window: 3_000_000_000,
      Shortcut: true,
      Plugins: [
        { id: "p", label: "P", description: "d", interfaces: ["reporter"], api_version: "1", status: "ok" },
      ],
      Pod: {
        shape: "s",
        tag: "t",
        label: "l",
        label_plural: "ls",
        controls: { c: { human: "C", icon: "fa-c", confirmation: "Sure?", rank: 2, probeId: "9" } },
        metadata_templates: { m: { label: "M", truncate: 3, dataType: "ip", priority: 1.5, from: "latest" } },
        metric_templates: { m: { id: "mm", label: "M", format: "percent", group: "g", priority: 2 } },
        table_templates: {
          t: {
            label: "T",
            prefix: "t-",
            type: "multicolumn-table",
            columns: [{ id: "a", label: "A", dataType: "number" }],
            fixedRows: { __proto__key: "x" },
          },
        },
      },
    });
    expect(report).toEqual({
      timestamp: "2026-01-31T12:00:00+01:00",
      windowNs: 3_000_000_000,
      isShortcut: true,
      plugins: new Map([
        [
          "p",
          {
            id: "p",
            label: "P",
            description: "d",
            interfaces: ["reporter"],
            apiVersion: "1",
            status: "ok",
          },
        ],
      ]),
      topologies: new Map([
        [
          "Pod",
          {
            shape: "s",
            tag: "t",
            label: "l",
            labelPlural: "ls",
            nodes: new Map(),
            controls: new Map([
              ["c", { id: "c", human: "C", icon: "fa-c", confirmation: "Sure?", rank: 2, probeId: "9" }],
            ]),
            metadataTemplates: new Map([
              ["m", { id: "m", label: "M", truncate: 3, dataType: "ip", priority: 1.5, from: "latest" }],
            ]),
            metricTemplates: new Map([
              ["m", { id: "mm", label: "M", format: "percent", group: "g", priority: 2 }],
            ]),
            tableTemplates: new Map([
              [
                "t",
                {
                  id: "t",
                  label: "T",
                  prefix: "t-",
                  type: "multicolumn-table",
                  columns: [{ id: "a", label: "A", dataType: "number" }],
                  fixedRows: new Map([["__proto__key", "x"]]),
                },
              ],
            ]),
          },
        ],
      ]),
    });
  });

  test("reads all parts of a node when they are there", () => {
    const node = parseNode({
      id: "another",
      topology: "host",
      latest: { k: { timestamp: now, value: "v" } },
      sets: { s: ["b", "a", "b"] },
      adjacency: ["z", "a", "z"],
      parents: { host: ["h2", "h1"] },
      metrics: { m: { samples: [{ date: now, value: 1.5 }], min: -1, max: 2 } },
      children: [{ id: "c", topology: "process" }],
    });
    expect(node).toEqual({
      id: "n",
      topology: "host",
      latest: new Map([["k", { timestamp: now, value: "v" }]]),
      activeControls: new Map(),
      sets: new Map([["s", ["a", "b"]]]),
      adjacency: ["a", "z"],
      parents: new Map([["host", ["h1", "h2"]]]),
      metrics: new Map([["m", { samples: [{ date: now, value: 1.5 }], min: -1, max: 2 }]]),
      children: new Map([["c", { ...parseNode({}), id: "c", topology: "process" }]]),
    });
  });

  test.for([
    ["a report", "null", new Map()],
    ["a report that is an empty list", "[]", new Map()],
    ["a topology", '{"Host":null}', 0],
    ["a topology that is an empty list", '{"Host":[]}', 0],
    ["nodes", '{"Host":{"nodes":null}}', 0],
    ["unknown members", '{"Processes":{"x":1},"plugins":[{}],"Host":{"z":[1,{}]}}', 0],
  ] as const)("takes for nothing what is empty when it is %s", ([, text, nodes]) => {
    const { plugins, topologies } = parseReport(text);
    expect(plugins.size).toBe(0);
    expect(topologies.get("Host")?.nodes.size ?? topologies).toEqual(nodes);
  });

  test.for([
    ["null", null],
    ["an empty list", []],
    ["parts that are null", { latest: null, sets: null, adjacency: null, metrics: null, children: null }],
  ] as const)("reads an empty node when it is %s", ([, node]) => {
    expect(parseNode(node)).toEqual(parseNode({}));
  });

  test.for([
    ["a string", '"v"', "v"],
    ["an integer", "5", "5"],
    ["a fraction with its zeros", "1.50", "1.50"],
    ["an integer beyond 2^53", "12345678901234567890", "12345678901234567890"],
    ["a boolean", "true", "true"],
    ["null", "null", ""],
  ])("reads a text when it is %s", ([, json, expected]) => {
    const text = `{"Host":{"nodes":{"n":{"latest":{"k":{"value":${json}}}}}}}`;
    expect(parseReport(text).topologies.get("Host")?.nodes.get("n")?.latest.get("k")).toEqual({
      timestamp: "0001-01-01T00:00:00Z",
      value: expected,
    });
  });

  test.for([
    ["Plugins", '{"Plugins":[],"Plugins":[{"id":"a"}]}', { plugins: ["a"], nodes: [] }],
    ["ids of plugins", '{"Plugins":[{"id":"a"},{"id":"a"}]}', { plugins: ["a"], nodes: [] }],
    ["topologies", '{"Host":{"nodes":{"a":{}}},"Host":{"nodes":{"b":{}}}}', { plugins: [], nodes: ["b"] }],
    ["nodes", '{"Host":{"nodes":{"a":{"id":"x"},"a":{}}}}', { plugins: [], nodes: ["a"] }],
  ] as const)("takes the last when there are two %s", ([, text, expected]) => {
    const report = parseReport(text);
    const nodes = [...(report.topologies.get("Host")?.nodes.keys() ?? [])];
    expect({ plugins: [...report.plugins.keys()], nodes }).toEqual(expected);
  });

  test("forgets what a member said when it is there again and says nothing", () => {
    const report = parseReport(
      `{"TS":"${now}","TS":null,"Plugins":[{"interfaces":["a"],"interfaces":null}],"Pod":{"shape":"a","shape":"","controls":{"c":{"probeId":"1","probeId":"","confirmation":null}},"nodes":{"n":{"topology":"pod","topology":""}}}}`,
    );
    expect(report).not.toHaveProperty("timestamp");
    expect([...report.plugins.values()]).toEqual([{ id: "", label: "" }]);
    expect(report.topologies.get("Pod")).not.toHaveProperty("shape");
    expect(report.topologies.get("Pod")?.controls.get("c")).toEqual({
      id: "c",
      human: "",
      icon: "",
      rank: 0,
    });
    expect(report.topologies.get("Pod")?.nodes.get("n")).not.toHaveProperty("topology");
  });

  test("keeps names of Object.prototype apart when they are keys", () => {
    const key = "__proto__";
    const text = `{"Host":{"nodes":{"${key}":{"latest":{"${key}":{"value":"v"},"constructor":{"value":"w"}}}}}}`;
    const node = parseReport(text).topologies.get("Host")?.nodes.get(key);
    expect([...(node?.latest.keys() ?? [])]).toEqual([key, "constructor"]);
    expect(({} as Record<string, unknown>)["value"]).toBeUndefined();
  });

  test("puts samples in the order of time when they are sent in another", () => {
    const dates = ["2026-01-31T12:00:02Z", "2026-01-31T13:00:01+01:00", "2026-01-31T12:00:00.5Z"];
    const node = parseNode({ metrics: { m: { samples: dates.map((date, value) => ({ date, value })) } } });
    expect(node.metrics.get("m")?.samples.map(({ value }) => value)).toEqual([2, 1, 0]);
  });

  test("reads counters as facts of now when they are there", () => {
    const node = parseNode({ counters: { hits: 3 }, latest: { k: { timestamp: now, value: "v" } } });
    expect(node.latest.get("count_hits")).toEqual({ timestamp: now, value: "3" });
    expect(node.latest.size).toBe(2);
  });

  test.for([
    [
      "a float",
      { Host: { controls: { c: { rank: 1.5 } } } },
      'Host.controls.c.rank: "1.5" is not written as an integer',
    ],
    ["a word", { Window: "soon" }, 'Window: "soon" is no number'],
    ["a list for a number", { Window: [] }, "Window: expected a number, found a list"],
    ["more than 64 bits", { Window: 1e20 }, 'Window: "100000000000000000000" is beyond 64 bits'],
    [
      "an object for a text",
      { Plugins: [{ label: {} }] },
      "Plugins[0].label: expected a string, found an object",
    ],
    ["a text for a plugin", { Plugins: ["x"] }, "Plugins[0]: expected an object, found a string"],
    [
      "a text for a list",
      { Plugins: [{ interfaces: "reporter" }] },
      "Plugins[0].interfaces: expected a list, found a string",
    ],
    ["a number for a boolean", { Shortcut: 1 }, "Shortcut: expected a boolean, found a number"],
    ["a number for a time", { TS: 5 }, "TS: expected an RFC 3339 time, found a number"],
    [
      "a filled list for a node",
      { Host: { nodes: { n: [1] } } },
      "Host.nodes.n[0]: an object is expected in place of this list",
    ],
    [
      "no date",
      { Host: { nodes: { "a;<host>": { metrics: { cpu: { samples: [{}, {}, { date: "x" }] } } } } } },
      'Host.nodes["a;<host>"].metrics.cpu.samples[2].date: "x" is no RFC 3339 time; write it like "2026-01-31T12:00:00Z"',
    ],
  ] as const)("says what is wrong and where when there is %s", ([, value, message]) => {
    expect(() => parse(value)).toThrow(expect.objectContaining({ name: "ReportError", message }));
  });

  test.for([
    ["a number beyond a float", "1e999", '"1e999" is beyond a 64-bit float'],
    ["NaN", "NaN", 'expected a value, found "NaN}}}}}}"'],
    ["NaN in quotes", '"NaN"', '"NaN" is no number'],
    ["Infinity in quotes", '"Infinity"', '"Infinity" is no number'],
  ])("refuses a limit of a metric when it is %s", ([, json, why]) => {
    const text = `{"Host":{"nodes":{"n":{"metrics":{"m":{"min":${json}}}}}}}`;
    expect(() => parseReport(text)).toThrow(why);
  });

  test("refuses children of children when they are nested too deep", () => {
    const nested = (depth: number): string =>
      `{"Host":{"nodes":{"n":${'{"children":['.repeat(depth)}${"]}".repeat(depth)}}}}`;
    expect(parseReport(nested(200)).topologies.size).toBe(1);
    expect(() => parseReport(nested(5_000))).toThrow("it is nested deeper than 512 levels");
    expect(() => parseReport(nested(5_000), { maxDepth: 1e9 })).toThrow("512 levels");
    expect(() => parseReport(nested(2), { maxDepth: 4 })).toThrow("it is nested deeper than 4 levels");
  });
});

test.for([
  ["none", "{}", false],
  ["an empty list", '{"Plugins":[]}', true],
  ["null", '{"Plugins":null}', true],
  ["one in small letters", '{"plugins":[]}', false],
] as const)("parseReportBody() tells whether there is a Plugins when there is %s", ([, text, expected]) => {
  expect(parseReportBody(text).hasPlugins).toBe(expected);
});
