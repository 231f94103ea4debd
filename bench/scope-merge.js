/**
 * What it costs to make one report of those of 50 plugins: 10,000 nodes with 5 facts and 2 metrics of 60 samples each.
 * In the first row every plugin speaks of 200 nodes of its own, in the second all speak of the same 200. Also what a
 * host does before and after: to read the 50 texts, to tag and to write the whole. Medians of 15 rounds.
 *
 * `npm run build && node bench/scope-merge.js`
 */
import { formatReport, mergeReports, parseReport, tagReport } from "@infrakit/scope/report";
import { median } from "./rounds.js";

const rounds = 15;
const plugins = 50;
const nodesPerPlugin = 200;
const start = Date.parse("2026-01-01T00:00:00Z");

const timeAt = (second) => new Date(start + second * 1000).toISOString();

/** The samples of plugins begin at different seconds, as real ones do. */
function metric(plugin) {
  const samples = Array.from({ length: 60 }, (_, second) => ({
    date: timeAt(plugin + second),
    value: second,
  }));
  return { samples, min: 0, max: 59 };
}

function node(id, plugin) {
  const facts = Array.from({ length: 5 }, (_, fact) => [
    `fact_${fact}`,
    { timestamp: timeAt(plugin), value: `value ${fact} of ${plugin}` },
  ]);
  return { id, latest: Object.fromEntries(facts), metrics: { cpu: metric(plugin), memory: metric(plugin) } };
}

function reportText(plugin, isShared) {
  const ids = Array.from({ length: nodesPerPlugin }, (_, index) =>
    isShared ? `n${index};<container>` : `n${plugin}-${index};<container>`,
  );
  return JSON.stringify({
    Plugins: [{ id: `p${plugin}`, label: `P${plugin}`, interfaces: ["reporter"], api_version: "1" }],
    Container: { nodes: Object.fromEntries(ids.map((id) => [id, node(id, plugin)])) },
  });
}

function timed(work) {
  const before = performance.now();
  const result = work();
  return { ms: performance.now() - before, result };
}

function round(texts) {
  const read = timed(() => texts.map((text) => parseReport(text)));
  const parts = read.result.map((report, index) => ({ source: `p${index}`, report }));
  const merge = timed(() => mergeReports(parts));
  const now = timeAt(0);
  const tag = timed(() => tagReport(merge.result.report, { hostname: "vm", probeId: "1", now }));
  const write = timed(() => formatReport(tag.result));
  return [read.ms, merge.ms, tag.ms, write.ms];
}

const rows = [
  ["50 x 200 nodes, each its own", Array.from({ length: plugins }, (_, plugin) => reportText(plugin, false))],
  ["50 x 200 nodes, all the same", Array.from({ length: plugins }, (_, plugin) => reportText(plugin, true))],
];
console.log("case                           read ms   merge ms    tag ms   write ms");
for (const [name, texts] of rows) {
  const times = Array.from({ length: rounds }, () => round(texts));
  const medians = [0, 1, 2, 3].map((column) => median(times.map((row) => row[column])).toFixed(1));
  console.log(name.padEnd(29), medians.map((ms) => ms.padStart(9)).join(" "));
}
