import { readFileSync } from "node:fs";
import { join } from "node:path";
import { checkPluginSpec, parseReport } from "@infrakit/scope/report";
import { expect, test } from "vitest";

const root = join(import.meta.dirname, "../../..");
const guide = readFileSync(join(root, "docs/guides/scope-plugin.md"), "utf8");

/** The first block of a language. */
function blockOf(language: string): string {
  return new RegExp(`\`\`\`${language}\\n(.*?)\`\`\``, "s").exec(guide)?.[1] ?? "";
}

test("docs/guides/scope-plugin.md shows the example as it is run", () => {
  const file = readFileSync(join(root, "examples/scope-iowait/plugin.ts"), "utf8");
  expect(blockOf("ts")).toBe(file.replace(/^\/\/.*\n/, ""));
});

test("docs/guides/scope-plugin.md shows a report that hosts can read", () => {
  const report = parseReport(blockOf("json"));
  const { spec, error } = checkPluginSpec(report, { id: "mine", apiVersion: "1" });
  expect([spec?.label, error]).toEqual(["Mine", undefined]);
  const node = report.topologies.get("Host")?.nodes.get("vm;<host>");
  expect([...(node?.latest.keys() ?? [])]).toEqual(["kernel", "control_probe_id"]);
  expect(node?.activeControls.get("reboot")?.isDead).toBe(false);
});
