import { spawn } from "node:child_process";
import { once } from "node:events";
import { mkdirSync, symlinkSync, unlinkSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { listenOnSocket, socketOwner } from "@infrakit/discovery/socket";
import { describe, expect, test } from "vitest";
import { greeter, leaveDeadSocket, plainServer, startStarter, temporaryDirectory } from "./fixture.ts";

describe("socketOwner()", () => {
  test("socketOwner() names the process when it listens through listenOnSocket()", async () => {
    const path = join(temporaryDirectory(), "group");
    const owner = await startStarter();
    await owner.tell(`listen ${path}`);
    expect(await socketOwner(path)).toEqual({
      pid: owner.process.pid,
      command: expect.stringContaining("starter.js"),
    });
  });

  test("socketOwner() names the process when it was bound the plain way, also with spaces in the path", async () => {
    const path = join(temporaryDirectory(), "my group");
    await plainServer(path);
    expect(await socketOwner(path)).toMatchObject({ pid: process.pid });
  });

  test("socketOwner() names the process when the directory is reached through a symbolic link", async () => {
    const directory = temporaryDirectory();
    await plainServer(join(directory, "plain"));
    await listenOnSocket(greeter("x"), join(directory, "group"));
    const link = join(temporaryDirectory(), "link");
    symlinkSync(directory, link);
    expect(await socketOwner(join(link, "plain"))).toMatchObject({ pid: process.pid });
    expect(await socketOwner(join(link, "group"))).toMatchObject({ pid: process.pid });
  });

  test("socketOwner() does not believe the pid file when that process does not hold the socket", async () => {
    const directory = temporaryDirectory();
    const stranger = spawn(process.execPath, ["-e", "process.stdin.resume()"], { stdio: "pipe" });
    const ended = once(stranger, "exit");
    writeFileSync(join(directory, "group.pid"), String(stranger.pid));
    await plainServer(join(directory, "group"));
    expect(await socketOwner(join(directory, "group"))).toMatchObject({ pid: process.pid });
    stranger.stdin.end();
    await ended;
  });

  test("socketOwner() names nobody when a dead plugin's pid file names a living process", async () => {
    const directory = temporaryDirectory();
    await leaveDeadSocket(join(directory, "group"));
    writeFileSync(join(directory, "group.pid"), String(process.pid));
    expect(await socketOwner(join(directory, "group"))).toBeUndefined();
  });

  test("socketOwner() names nobody when two processes were bound to the path", async () => {
    const path = join(temporaryDirectory(), "group");
    await plainServer(path, "first");
    unlinkSync(path);
    await plainServer(path, "second");
    expect(await socketOwner(path)).toBeUndefined();
  });

  test("socketOwner() is not confused when another process is about to start there", async () => {
    const directory = temporaryDirectory();
    const owner = await startStarter();
    await owner.tell(`listen ${join(directory, "group")}`);
    mkdirSync(join(directory, ".ik-a1B2c3"));
    await plainServer(join(directory, ".ik-a1B2c3", "group"));
    expect(await socketOwner(join(directory, "group"))).toMatchObject({ pid: owner.process.pid });
  });

  test("socketOwner() names nobody when there is nothing", async () => {
    expect(await socketOwner(join(temporaryDirectory(), "missing"))).toBeUndefined();
  });
});
