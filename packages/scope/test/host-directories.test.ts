import { mkdirSync, renameSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { openScopeHost, type ScopeHost, scopePluginsDirectory } from "@infrakit/scope/host";
import { describe, expect, onTestFinished, test, vi } from "vitest";
import { temporaryDirectory } from "./live-host.ts";
import { goodReport, httpAnswer, saying, ScriptedPlugin } from "./scripted-plugin.ts";

/** Longer than any test: what is seen in time was seen by a hint. */
const neverMs = 600_000;

/** How long a change may take to be known, on a machine that does other things as well. */
const soonMs = 2000;

async function openHost(root: string): Promise<ScopeHost> {
  const host = await openScopeHost({ root, scanMs: neverMs });
  onTestFinished(() => host.close());
  return host;
}

function serve(path: string, id: string): Promise<ScriptedPlugin> {
  return ScriptedPlugin.listen(path, saying(httpAnswer(goodReport(id))));
}

async function expectSoon(host: ScopeHost, ids: readonly string[]): Promise<void> {
  await vi.waitFor(
    () =>
      expect(host.plugins().map(({ spec }) => `${spec.id} ${spec.status}`)).toEqual(
        ids.map((id) => `${id} ok`),
      ),
    { timeout: soonMs, interval: 10 },
  );
}

describe("openScopeHost()", () => {
  test("openScopeHost() knows the plugins that are there when it resolves", async () => {
    const root = temporaryDirectory();
    mkdirSync(join(root, "a"));
    await serve(join(root, "a", "one.sock"), "one");
    const host = await openHost(root);
    expect(host.plugins().map(({ path }) => path)).toEqual([join(root, "a", "one.sock")]);
    expect(host.probeId).toMatch(/^[1-9a-f][0-9a-f]{0,15}$/);
    expect(BigInt(`0x${host.probeId}`)).toBeLessThan(2n ** 63n);
    await expectSoon(host, ["one"]);
  });

  test("openScopeHost() sees soon what comes and goes at the root and in directories that are made later", async () => {
    const root = temporaryDirectory();
    const host = await openHost(root);
    const first = await serve(join(root, "first.sock"), "first");
    await expectSoon(host, ["first"]);
    mkdirSync(join(root, "deep", "er"), { recursive: true });
    await serve(join(root, "deep", "er", "second.sock"), "second");
    await expectSoon(host, ["second", "first"]);
    await serve(join(root, "deep", "third.sock"), "third");
    await expectSoon(host, ["second", "third", "first"]);
    first.close();
    await expectSoon(host, ["second", "third"]);
    rmSync(join(root, "deep"), { recursive: true });
    await expectSoon(host, []);
  });

  test("openScopeHost() sees soon what comes to a directory that a link leads to", async () => {
    const outside = temporaryDirectory();
    const root = temporaryDirectory();
    symlinkSync(outside, join(root, "link"));
    symlinkSync(root, join(outside, "back"));
    const host = await openHost(root);
    await serve(join(outside, "far.sock"), "far");
    await expectSoon(host, ["far"]);
  });

  test("openScopeHost() sees soon what comes to a directory that was made anew", async () => {
    const root = temporaryDirectory();
    mkdirSync(join(root, "a"));
    const host = await openHost(root);
    renameSync(join(root, "a"), join(root, ".old"));
    mkdirSync(join(root, "a"));
    await serve(join(root, "a", "new.sock"), "new");
    await expectSoon(host, ["new"]);
  });

  test("openScopeHost() shares a directory with what is no plugin", async () => {
    const root = temporaryDirectory();
    writeFileSync(join(root, "group.pid"), "1");
    writeFileSync(join(root, "remote.listen"), "tcp://127.0.0.1:1");
    await serve(join(root, "both.sock"), "both");
    await expectSoon(await openHost(root), ["both"]);
  });

  test.for([
    { pollMs: 0 },
    { scanMs: 1.5 },
    { timeoutMs: -1 },
    { maxReportBytes: NaN },
    { maxConcurrent: 0 },
    { maxDepth: 0 },
  ])("openScopeHost() refuses the option %j", async (option) => {
    await expect(openScopeHost({ root: "", ...option })).rejects.toThrow("give a whole number above 0");
  });
});

test.for<readonly [env: Readonly<Record<string, string>>, directory: string]>([
  [{}, "/var/run/scope/plugins"],
  [{ INFRAKIT_SCOPE_PLUGINS_DIR: "/x" }, "/x"],
  [{ INFRAKIT_SCOPE_PLUGINS_DIR: "" }, ""],
])("scopePluginsDirectory() with %j is %j", ([env, directory]) => {
  expect(scopePluginsDirectory(env)).toBe(directory);
});
