import { expect, test } from "vitest";
import { emptyReport } from "./empty.ts";
import { formatReport } from "./format-report.ts";
import { parseReport } from "./parse-report.ts";

const early = "2026-01-31T12:00:00Z";
const late = "2026-01-31T12:00:00.000000001Z";

const report = parseReport(
  JSON.stringify({
    Plugins: [
      { label: "B", id: "b", interfaces: null },
      { label: "A", id: "a", interfaces: ["reporter"], api_version: "1", description: "d", status: "ok" },
    ],
    Shortcut: true,
    Window: 5,
    Host: {
      nodes: {
        "vm;<host>": {
          latestControls: {
            "a~z": { timestamp: early, value: { dead: false } },
            "a~b": { timestamp: early, value: { dead: false } },
            "a~dead": { timestamp: late, value: { dead: true } },
            "a~x;y": { timestamp: early, value: { dead: false } },
          },
          latest: { k: { timestamp: early, value: "v" } },
          metrics: { m: { samples: [{ date: early, value: 1 }], max: 100 } },
          sets: { s: ["x"] },
          parents: { host: ["vm;<host>"] },
          children: [{ id: "c", topology: "process" }],
          adjacency: ["other;<host>"],
        },
      },
      controls: { b: { rank: 1, human: "B", icon: "fa-b", confirmation: "Sure?" } },
      metadata_templates: { k: { label: "K", priority: 0.5 } },
      metric_templates: { m: { label: "M", format: "percent" } },
      table_templates: { t: { label: "T", prefix: "t-", columns: [{ id: "a" }], fixedRows: { k: "K" } } },
    },
    Endpoint: { label: "end" },
    TS: early,
  }),
);

const before =
  `{"TS":"${early}","Endpoint":{"label":"end"},"Host":{"nodes":{"vm;<host>":{"id":"vm;<host>",` +
  `"sets":{"s":["x"]},"adjacency":["other;<host>"],`;
const latestControls =
  `"latestControls":{"a~z":{"timestamp":"${early}","value":{"dead":false}},` +
  `"a~b":{"timestamp":"${early}","value":{"dead":false}},` +
  `"a~dead":{"timestamp":"${late}","value":{"dead":true}},` +
  `"a~x;y":{"timestamp":"${early}","value":{"dead":false}}},`;
const facts = `"latest":{"k":{"timestamp":"${early}","value":"v"}`;
const list = `,"active_controls":{"timestamp":"${late}","value":"a~b;a~z"}`;
const after =
  `},"metrics":{"m":{"samples":[{"date":"${early}","value":1}],"min":0,"max":100}},` +
  `"parents":{"host":["vm;<host>"]},"children":[{"id":"c","topology":"process"}]}},` +
  `"controls":{"b":{"id":"b","human":"B","icon":"fa-b","confirmation":"Sure?","rank":1}},` +
  `"metadata_templates":{"k":{"id":"k","label":"K","priority":0.5}},` +
  `"metric_templates":{"m":{"id":"m","label":"M","format":"percent"}},` +
  `"table_templates":{"t":{"id":"t","label":"T","prefix":"t-","type":"",` +
  `"columns":[{"id":"a","label":"","dataType":""}],"fixedRows":{"k":"K"}}}},` +
  `"Window":5,"Shortcut":true,"Plugins":[{"api_version":"1","description":"d","id":"a",` +
  `"interfaces":["reporter"],"label":"A","status":"ok"},{"id":"b","label":"B"}]}`;

test.for([
  ["both", before + latestControls + facts + list + after],
  ["latestControls", before + latestControls + facts + after],
  ["active_controls", before + facts + list + after],
] as const)(
  "formatReport() writes members in Scope's order when the dialect is %s",
  ([dialect, expected]) => {
    expect(formatReport(report, dialect)).toBe(expected);
  },
);

test("formatReport() writes both ways to tell of controls when it is told nothing", () => {
  expect(formatReport(report)).toBe(formatReport(report, "both"));
});

test("formatReport() writes no list of controls when a node has none", () => {
  expect(formatReport(parseReport('{"Host":{"nodes":{"n":{}}}}'))).toBe(
    '{"Host":{"nodes":{"n":{"id":"n"}}},"Plugins":[]}',
  );
});

test("formatReport() writes an empty list when all controls are dead, so that they are hidden at once", () => {
  const node = { latestControls: { c: { timestamp: late, value: { dead: true } } } };
  const text = formatReport(parseReport(JSON.stringify({ Host: { nodes: { n: node } } })), "active_controls");
  expect(text).toContain(`"latest":{"active_controls":{"timestamp":"${late}","value":""}}`);
});

test("formatReport() lets a nameless control carry the time when all are dead and 1.13 makes a list of them", () => {
  const node = {
    latestControls: {
      a: { timestamp: early, value: { dead: true } },
      b: { timestamp: late, value: { dead: true } },
    },
  };
  const dead = parseReport(JSON.stringify({ Host: { nodes: { n: node } } }));
  expect(formatReport(dead)).toContain(`"":{"timestamp":"${late}","value":{"dead":false}}}`);
  expect(formatReport(dead, "latestControls")).not.toContain('"":');
  expect(parseReport(formatReport(dead))).toEqual(dead);
});

test("ControlsCompat: formatReport() writes the list that 1.13 reads when it read controls of 1.12", () => {
  const time = "2018-02-26T14:36:01Z";
  const sent = {
    docker_attach_container: { timestamp: time, value: { dead: true } },
    docker_remove_container: { timestamp: time, value: { dead: false } },
  };
  const text = JSON.stringify({ Container: { nodes: { n: { latestControls: sent } } } });
  expect(formatReport(parseReport(text), "active_controls")).toBe(
    `{"Container":{"nodes":{"n":{"id":"n","latest":{"active_controls":{"timestamp":"${time}","value":"docker_remove_container"}}}}},"Plugins":[]}`,
  );
});

test("LatestMapEncoding: formatReport() writes what parseReport() reads when keys mean something in JavaScript", () => {
  const text =
    '{"Host":{"nodes":{"__proto__":{"id":"__proto__","latest":{"__proto__":{"timestamp":"2026-01-31T12:00:00Z","value":"<&>\\u2028"}}}}},"Plugins":[]}';
  expect(JSON.parse(formatReport(parseReport(text)))).toEqual(JSON.parse(text));
});

test("emptyReport() has the shape and labels of every topology when it is formatted", () => {
  const written = JSON.parse(formatReport(emptyReport())) as Record<string, object>;
  expect(Object.keys(written)).toHaveLength(24);
  expect(written["PersistentVolumeClaim"]).toEqual({
    shape: "dottedcylinder",
    label: "persistent volume claim",
    label_plural: "persistent volume claims",
  });
  expect(written["Endpoint"]).toEqual({});
  expect(written["VolumeSnapshotData"]).toMatchObject({ tag: "camera" });
});
