import { expect, test } from "vitest";
import { encodeReport } from "./encode-report.ts";
import { formatReport } from "./format-report.ts";
import { parseReport } from "./parse-report.ts";

const ids = Array.from({ length: 20_000 }, (_, index) => `é${index};<host>`);
const large = parseReport(
  JSON.stringify({
    Plugins: [{ id: "p" }],
    Host: { nodes: Object.fromEntries(ids.map((id) => [id, { adjacency: [id] }])) },
    Container: { label: "box" },
    Pod: { nodes: { a: {} }, controls: { c: { human: "C" } } },
  }),
);

test("encodeReport() gives what formatReport() does, which reads as the same report", async () => {
  const text = Buffer.concat(await encodeReport(large)).toString();
  expect(text).toBe(formatReport(large));
  expect(parseReport(text)).toEqual(large);
});

test("encodeReport() lets others have their turn when the report is large", async () => {
  const turns: string[] = [];
  const encoding = encodeReport(large).then(() => turns.push("encoded"));
  setImmediate(() => turns.push("other"));
  await encoding;
  expect(turns).toEqual(["other", "encoded"]);
});
