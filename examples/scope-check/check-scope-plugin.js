// What every Scope plugin of these examples must do: pass the conformance cases, be shown by a host, leave in good order.
import assert from "node:assert/strict";
import { spawn } from "node:child_process";
import { once } from "node:events";
import { mkdtemp, readdir, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as pause } from "node:timers/promises";
import { runScopeCases } from "@infrakit/scope/conformance";
import { openScopeHost } from "@infrakit/scope/host";

/**
 * Checks the plugin with this id, which is started as `program` with `args`. `look` is given what a host shows of it;
 * `presses` are the controls that may be pressed, or a function that finds them in the host. A plugin whose `status` is another
 * one than "ok" is looked at, no more.
 */
export async function checkScopePlugin({
  id,
  program,
  args = [],
  env = {},
  presses = [],
  status = "ok",
  look,
}) {
  const root = await mkdtemp(join(tmpdir(), "scope-"));
  const child = spawn(process.execPath, [program, ...args], {
    stdio: ["ignore", "inherit", "pipe"],
    env: { ...process.env, INFRAKIT_SCOPE_PLUGINS_DIR: root, ...env },
  });
  const ended = once(child, "exit");
  const shown = new Shown(id, await openScopeHost({ root, pollMs: 250 }), child);
  try {
    await shown.isListed(status);
    const named = typeof presses === "function" ? await presses(shown) : presses;
    if (status === "ok") await runCases(join(root, id, `${id}.sock`), named);
    await look?.(shown);
    child.kill("SIGTERM");
    assert.deepEqual(await ended, [0, null]);
    assert.deepEqual(await readdir(root), []);
    await shown.until(() => shown.host.plugins().length === 0, "the host to forget the plugin");
    console.log("stopped in good order: no socket and no directory is left");
  } finally {
    child.kill("SIGKILL");
    await shown.host.close();
    await rm(root, { recursive: true, force: true });
  }
}

async function runCases(path, presses) {
  const results = [];
  for await (const result of runScopeCases(path, { presses })) results.push(result);
  const failed = results.filter(({ outcome }) => outcome === "fails");
  assert.deepEqual(failed, []);
  const held = results.filter(({ outcome }) => outcome === "holds");
  console.log(`${held.length} conformance cases hold, ${results.length - held.length} are skipped`);
}

/** What a host shows of a plugin. */
class Shown {
  /** What the plugin wrote on stderr. */
  said = "";

  constructor(id, host, child) {
    this.id = id;
    this.host = host;
    child.stderr.setEncoding("utf8").on("data", (text) => {
      this.said += text;
      process.stderr.write(text);
    });
  }

  async isListed(status) {
    await this.until(
      () => this.#plugin()?.spec.status === status,
      `the host to list the plugin as ${status}`,
    );
    console.log(`the host lists ${this.id}: ${status}`);
  }

  /** The nodes of a topology, by id. */
  nodes(topology) {
    return this.host.report().topologies.get(topology)?.nodes ?? new Map();
  }

  /** Looks until something has come, for 20 s at most, and gives it. */
  async until(find, what) {
    for (const end = Date.now() + 20_000; Date.now() < end; await pause(20)) {
      const found = find();
      if (found) return found;
    }
    throw new Error(`expected ${what} within 20 s, came ${JSON.stringify(this.#plugin())}`);
  }

  /** Presses a control of the plugin. */
  async press(control, nodeId, args = {}) {
    return this.host.control({
      appId: "",
      nodeId,
      control: `${this.id}~${control}`,
      args: new Map(Object.entries(args)),
    });
  }

  #plugin() {
    return this.host.plugins().find(({ spec }) => spec.id === this.id);
  }
}
