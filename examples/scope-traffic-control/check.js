// What the README says, done: where netem can be used the controls slow the process down; elsewhere the plugin says loudly
// that it cannot, and offers no control. That controls say the right words to `tc` is looked at everywhere.
import assert from "node:assert/strict";
import { execFileSync } from "node:child_process";
import { chmod, mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { hostname, tmpdir } from "node:os";
import { join } from "node:path";
import { checkScopePlugin } from "../scope-check/check-scope-plugin.js";

const plugin = {
  id: "traffic-control",
  program: join(import.meta.dirname, "dist/plugin.js"),
  args: [process.execPath, join(import.meta.dirname, "server.js")],
};
const home = await mkdtemp(join(tmpdir(), "traffic-"));
try {
  const unable = whyUnable();
  if (unable === undefined) await checkControls({}, seeDelay);
  else await checkSilence({}, unable);
  await checkSilence({ PATH: home }, "spawn unshare ENOENT");
  if (hasNamespaces()) await checkWords();
  else console.log("NOT CHECKED: the words to tc, no network namespace can be made here");
} finally {
  await rm(home, { recursive: true });
}

/** Why the plugin should not be able to do anything here. */
function whyUnable() {
  try {
    const command = "tc qdisc add dev lo root netem delay 0ms";
    execFileSync("unshare", ["--net", "sh", "-c", command], { stdio: ["ignore", "ignore", "pipe"] });
    return undefined;
  } catch (error) {
    return String(error.stderr).trim().split("\n").at(-1);
  }
}

function hasNamespaces() {
  try {
    execFileSync("unshare", ["--net", "ip", "link", "set", "lo", "up"], { stdio: "ignore" });
    return true;
  } catch {
    // Not allowed, or one of the programs is absent.
    return false;
  }
}

async function checkSilence(env, why) {
  await checkScopePlugin({
    ...plugin,
    env,
    async look(shown) {
      const node = shown.nodes("Host").get(`${hostname()};<host>`);
      const says = node.latest.get("traffic_control").value;
      assert.ok(says.startsWith("not possible: ") && says.includes(why), says);
      assert.ok(shown.said.startsWith("TRAFFIC CONTROL IS NOT POSSIBLE HERE: ") && shown.said.includes(why));
      assert.deepEqual([...shown.nodes("Process").keys()], []);
      const offered = [...node.activeControls.values()].filter(({ isDead }) => !isDead);
      assert.deepEqual(offered, []);
      const refused = await shown.press("slow", node.id);
      assert.match(refused.error, /the node does not offer it now$/);
      console.log(`it cannot, and says so: ${why}`);
    },
  });
}

async function checkControls(env, see) {
  await checkScopePlugin({
    ...plugin,
    env,
    presses: (shown) => [{ control: "medium", nodeId: nodeOf(shown).id }],
    async look(shown) {
      const { id } = nodeOf(shown);
      const [, pid] = id.split(";");
      await see(pid, ["netem", "delay", "1000ms"]);
      for (const { control, rule } of [
        { control: "slow", rule: ["netem", "delay", "2000ms"] },
        { control: "loss", rule: ["netem", "loss", "10%"] },
        { control: "fast", rule: ["netem", "delay", "500ms"] },
        { control: "clear", rule: ["pfifo"] },
      ]) {
        assert.deepEqual(await shown.press(control, id), {});
        await see(pid, rule);
        const says = rule.length === 1 ? "none" : rule.slice(1).join(" ");
        assert.equal(nodeOf(shown).latest.get("traffic_control").value, says);
        assert.equal(nodeOf(shown).activeControls.get(`traffic-control~${control}`).isDead, true);
      }
      console.log("each control does what it says, and the host shows it at once");
    },
  });
}

function nodeOf(shown) {
  const [node] = shown.nodes("Process").values();
  assert.ok(node, "a process that can be controlled");
  return node;
}

/** What the kernel says of the network of a process. */
async function seeDelay(pid, [kind, word, amount]) {
  const args = ["--target", pid, "--net", "tc", "qdisc", "show", "dev", "lo"];
  const text = execFileSync("nsenter", args, { encoding: "utf8" });
  assert.match(text, new RegExp(`^qdisc ${kind} .*${word ?? ""} ?${amountPattern(amount)}`));
}

/** Releases of tc write 1000ms as 1s or 1.0s. */
function amountPattern(amount = "") {
  const ms = /^(\d+)ms$/.exec(amount)?.[1];
  return ms === undefined ? amount : `(?:${ms}(?:\\.0)?ms|${Number(ms) / 1000}(?:\\.0)?s)`;
}

/** With a `tc` that writes down what it is told, in real namespaces. */
async function checkWords() {
  const [tc, words] = [join(home, "tc"), join(home, "words")];
  await writeFile(tc, `#!/bin/sh\necho "$@" >> ${words}\n`);
  await chmod(tc, 0o755);
  await checkControls({ PATH: `${home}:${process.env.PATH}` }, async (_, rule) => {
    const said = (await readFile(words, "utf8")).trimEnd().split("\n");
    assert.equal(said.at(-1), `qdisc replace dev lo root ${rule.join(" ")}`);
  });
}
