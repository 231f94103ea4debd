// What the README says, done: the host shows the metric, and each switch shows the other one at once.
import assert from "node:assert/strict";
import { hostname } from "node:os";
import { join } from "node:path";
import { checkScopePlugin } from "../scope-check/check-scope-plugin.js";

const host = `${hostname()};<host>`;
const metricsOf = (shown) => shown.nodes("Host").get(host)?.metrics ?? new Map();

await checkScopePlugin({
  id: "iowait",
  program: join(import.meta.dirname, "dist/plugin.js"),
  presses: [{ control: "switchToIdle", nodeId: host }],
  async look(shown) {
    // The conformance cases have pressed "Switch to idle".
    const idle = await shown.until(() => metricsOf(shown).get("idle"), "the metric of idle time");
    for (const { value } of idle.samples) assert.ok(value >= 0 && value <= 100, `${value} is no percentage`);
    assert.deepEqual([idle.min, idle.max], [0, 100]);

    assert.deepEqual(await shown.press("switchToIOWait", host), {});
    assert.ok(metricsOf(shown).has("iowait"), "a shortcut shows it without another poll");
    const refused = await shown.press("switchToIOWait", host);
    assert.match(refused.error, /the node does not offer it now$/);

    const long = () => metricsOf(shown).get("iowait")?.samples.length > 2;
    await shown.until(long, "a history of more than two samples");
    console.log("switched to idle and back, with its history");
  },
});
