import { mkdirSync, renameSync, symlinkSync, unlinkSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import {
  findPlugin,
  openLiveHost,
  temporaryDirectory,
  until,
  untilScanned,
} from "../../packages/scope/test/live-host.ts";
import { goodReport, httpAnswer, saying, ScriptedPlugin } from "../../packages/scope/test/scripted-plugin.ts";
import { call, controlled, echo, expectRecorded, pluginRoot, statusOf, withControls } from "./scenario.ts";

describe("directories", () => {
  test("a host finds a plugin once when links go in circles [differs.scope.loop]", async () => {
    expectRecorded("symlink_loop", "/self/self/self/self/loop.sock");
    const root = pluginRoot();
    symlinkSync(".", join(root, "self"));
    mkdirSync(join(root, "a"));
    symlinkSync("..", join(root, "a", "up"));
    await ScriptedPlugin.listen(join(root, "loop.sock"), saying(httpAnswer(goodReport("loop"))));
    const { host } = await openLiveHost(root);
    await statusOf(host, "loop", "ok");
    expect(host.plugins().map(({ path }) => path)).toEqual([join(root, "loop.sock")]);
  });

  test("a host says whose the id is when two sockets have it [differs.scope.duplicate]", async () => {
    expectRecorded("dup_ids", '"label": "Dup from b"');
    const root = pluginRoot();
    for (const name of ["a", "b"]) mkdirSync(join(root, name));
    const answer = (by: string) => (): string => JSON.stringify({ value: by });
    for (const name of ["a", "b"])
      await ScriptedPlugin.listen(
        join(root, name, "dup.sock"),
        controlled(withControls("dup", ["go"]), answer(name)),
      );
    const { host } = await openLiveHost(root);
    await statusOf(host, "dup", "ok");
    expect(host.plugins().map(({ spec }) => spec.status)).toEqual([
      "ok",
      `error: the id "dup" belongs to "${join(root, "a", "dup.sock")}"; rename one of them`,
    ]);
    expect(await call(host, "dup~go")).toEqual({ value: "a" });
  });

  test("a host lets the next socket have an id when the first is removed [differs.scope.duplicate]", async () => {
    const root = pluginRoot();
    for (const name of ["a", "b"]) mkdirSync(join(root, name));
    for (const name of ["a", "b"])
      await ScriptedPlugin.listen(join(root, name, "dup.sock"), saying(httpAnswer(goodReport("dup"))));
    const { host, clock } = await openLiveHost(root);
    unlinkSync(join(root, "a", "dup.sock"));
    await untilScanned(clock, () => {
      expect(host.plugins().map(({ path, spec }) => [path, spec.status])).toEqual([
        [join(root, "b", "dup.sock"), "ok"],
      ]);
    });
  });

  test("a host picks up a directory that is made later, and what is moved away and back [differs.scope.root]", async () => {
    expectRecorded("roots", "requests after it appeared 0");
    const root = join(temporaryDirectory(), "plugins");
    const { host, clock, warnings, notes } = await openLiveHost(root);
    expect(host.plugins()).toEqual([]);
    expect(warnings).toEqual([]);
    expect(notes).toEqual([expect.stringContaining("There is no directory")]);
    mkdirSync(root);
    await ScriptedPlugin.listen(join(root, "stay.sock"), saying(httpAnswer(goodReport("stay"))));
    await untilScanned(clock, () => expect(findPlugin(host, "stay")?.spec.status).toBe("ok"));
    renameSync(root, `${root}-away`);
    await untilScanned(clock, () => expect(host.plugins()).toEqual([]));
    renameSync(`${root}-away`, root);
    await untilScanned(clock, () => expect(findPlugin(host, "stay")?.spec.status).toBe("ok"));
  });

  test("a host takes a root that is a socket for that plugin [scope.scan.root]", async () => {
    expectRecorded("roots", "root is itself a socket");
    const root = join(temporaryDirectory(), "direct.sock");
    await ScriptedPlugin.listen(root, saying(httpAnswer(goodReport("direct"))));
    const { host } = await openLiveHost(root);
    await statusOf(host, "direct", "ok");
  });

  test("a host without a root has no plugins [scope.scan.off]", async () => {
    expectRecorded("roots", "root blank");
    const { host, clock } = await openLiveHost("");
    await clock.advance(10_000);
    expect(host.plugins()).toEqual([]);
    expect(clock.timers).toBe(0);
  });
});

describe("plugins that come and go", () => {
  test("a host keeps the plugin when its socket is made anew [scope.restart]", async () => {
    expectRecorded("restart", "requests before/after 3 4");
    const path = join(pluginRoot(), "back.sock");
    const first = await ScriptedPlugin.listen(path, saying(httpAnswer(goodReport("back"))));
    const { host, clock } = await openLiveHost(join(path, ".."));
    await statusOf(host, "back", "ok");
    first.close();
    const second = await ScriptedPlugin.listen(path, saying(httpAnswer(goodReport("back"))));
    await clock.advance(1000);
    await until(() => expect(second.requests.length).toBeGreaterThan(0));
    expect(findPlugin(host, "back")?.spec.label).toBe("BACK");
  });

  test("a host forgets plugin, report and controls when the socket is removed [scope.removed]", async () => {
    expectRecorded("removed", 'Control \\"gone~c\\" not recognised');
    const path = join(pluginRoot(), "gone.sock");
    const plugin = await ScriptedPlugin.listen(path, controlled(withControls("gone", ["c"]), echo));
    const { host, clock } = await openLiveHost(join(path, ".."));
    await statusOf(host, "gone", "ok");
    plugin.close();
    const probe = `http://plugin/control?api_version=1&probe_id=${host.probeId}`;
    const why = `dial unix ${path}: connect: no such file or directory`;
    expect([
      { error: `Post "${probe}": ${why}` },
      { error: 'Control "gone~c" not recognised' },
    ]).toContainEqual(await call(host, "gone~c"));
    await untilScanned(clock, () => expect(host.plugins()).toEqual([]));
    expect(await call(host, "gone~c")).toEqual({ error: 'Control "gone~c" not recognised' });
    expect(host.report().plugins.size).toBe(0);
    expect(host.report().topologies.get("Container")?.nodes.size).toBe(0);
  });

  test("a host asks again when the plugin has closed the kept connection [scope.keep-alive]", async () => {
    expectRecorded("keepalive_drop", "requests 6 connections 3");
    const path = join(pluginRoot(), "ka.sock");
    const plugin = await ScriptedPlugin.listen(path, ({ index }, connection) => {
      // The second request of a connection is never answered.
      if (index === 1) connection.destroy();
      else connection.write(httpAnswer(goodReport("ka")));
    });
    const { host, clock } = await openLiveHost(join(path, ".."));
    await statusOf(host, "ka", "ok");
    await clock.advance(1000);
    await until(() => expect(plugin.requests).toHaveLength(3));
    await clock.advance(0);
    expect(findPlugin(host, "ka")?.spec.status).toBe("ok");
    expect(plugin.connections).toBe(2);
  });
});
