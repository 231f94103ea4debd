import { existsSync, lstatSync, readdirSync, renameSync, statSync, symlinkSync } from "node:fs";
import { mkdir, rm, unlink, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { listenOnSocket, maxSocketPathBytes, readPidFile, socketPath } from "@infrakit/discovery/socket";
import { describe, expect, test } from "vitest";
import {
  greeter,
  greetingAt,
  leaveDeadSocket,
  plainServer,
  startStarter,
  temporaryDirectory,
} from "./fixture.ts";

/** The entry by which starters agree on who may remove the file that is at a path. */
function claimOn(path: string): string {
  return join(path, "..", `.ik-${lstatSync(path, { bigint: true }).ino.toString(36)}`);
}

/** A path of exactly so many bytes in a new directory: the length is in the file name, or in the directory's. */
async function pathOf(
  bytes: number,
  where: "name" | "directory",
): Promise<[directory: string, name: string]> {
  const root = temporaryDirectory();
  if (where === "name") return [root, "n".repeat(bytes - root.length - 1)];
  const directory = join(root, "d".repeat(bytes - root.length - 3));
  await mkdir(directory);
  return [directory, "n"];
}

describe("listenOnSocket()", () => {
  test("listenOnSocket() puts a socket of mode 0600 at the path, and nothing else, when nothing is there [differs.place.private]", async () => {
    const directory = temporaryDirectory();
    const path = join(directory, "group");
    await listenOnSocket(greeter("hello"), path);
    expect(await greetingAt(path)).toBe("hello");
    expect(statSync(path).mode & 0o777).toBe(0o600);
    expect(readdirSync(directory)).toEqual(["group"]);
  });

  test("listenOnSocket() removes the socket and the pid file when a dead plugin left them [differs.place.stale]", async () => {
    const directory = temporaryDirectory();
    const path = join(directory, "group");
    await leaveDeadSocket(path);
    await writeFile(join(directory, "group.pid"), "4194304");
    await listenOnSocket(greeter("successor"), path);
    expect(await greetingAt(path)).toBe("successor");
    expect(readdirSync(directory)).toEqual(["group"]);
  });

  test("listenOnSocket() keeps the pid file when this process wrote it before it listened", async () => {
    const directory = temporaryDirectory();
    await leaveDeadSocket(join(directory, "group"));
    await writeFile(join(directory, "group.pid"), String(process.pid));
    await listenOnSocket(greeter("successor"), join(directory, "group"));
    expect(await readPidFile(directory, "group")).toBe(process.pid);
  });

  test("listenOnSocket() names the process and its command when a live one listens", async () => {
    const path = join(temporaryDirectory(), "group");
    const owner = await startStarter();
    expect(await owner.tell(`listen ${path}`)).toBe("listen done");
    const late = greeter("late");
    await expect(listenOnSocket(late, path)).rejects.toMatchObject({
      code: "address_in_use",
      message: expect.stringMatching(
        new RegExp(
          `^Cannot listen on "${path}": process ${owner.process.pid} \\(.*starter\\.js\\) listens there; `,
        ),
      ),
    });
    expect(late.listening).toBe(false);
    expect(await greetingAt(path)).toBe(String(owner.process.pid));
  });

  test("listenOnSocket() leaves the socket alone when its owner is stopped and cannot answer", async () => {
    const path = join(temporaryDirectory(), "group");
    const owner = await startStarter();
    await owner.tell(`listen ${path}`);
    owner.process.kill("SIGSTOP");
    await expect(listenOnSocket(greeter("late"), path)).rejects.toMatchObject({ code: "address_in_use" });
    owner.process.kill("SIGCONT");
    expect(await greetingAt(path)).toBe(String(owner.process.pid));
  });

  test.for([
    ["a regular file", (path: string) => writeFile(path, "precious")],
    ["a directory", (path: string) => mkdir(path)],
    ["a symbolic link", (path: string) => Promise.resolve(symlinkSync("nowhere", path))],
  ] as const)("listenOnSocket() refuses and keeps it when %s is there", async ([kind, make]) => {
    const path = join(temporaryDirectory(), "group");
    await make(path);
    const before = lstatSync(path, { bigint: true }).ino;
    await expect(listenOnSocket(greeter("late"), path)).rejects.toMatchObject({
      code: "address_in_use",
      message: `Cannot listen on "${path}": ${kind} is there; move it away or choose another name`,
    });
    expect(lstatSync(path, { bigint: true }).ino).toBe(before);
  });

  test("listenOnSocket() says what is missing when there is no directory", async () => {
    const path = join(temporaryDirectory(), "missing", "group");
    await expect(listenOnSocket(greeter("x"), path)).rejects.toThrow(
      `Cannot listen on "${path}": its directory does not exist`,
    );
  });

  test("listenOnSocket() refuses and leaves the server alone when it listens already", async () => {
    const directory = temporaryDirectory();
    const server = await plainServer(join(directory, "one"));
    await expect(listenOnSocket(server, join(directory, "two"))).rejects.toThrow("listens somewhere already");
    expect(server.listening).toBe(true);
  });

  test.for([
    [103, "name"],
    [103, "directory"],
    [104, "name"],
    [104, "directory"],
    [107, "name"],
    [107, "directory"],
  ] as const)(
    "listenOnSocket() takes over a dead socket when the path has %i bytes, most in its %s",
    async ([bytes, where]) => {
      if (bytes > maxSocketPathBytes) return;
      const [directory, name] = await pathOf(bytes, where);
      const path = socketPath(directory, name);
      expect(Buffer.byteLength(path)).toBe(bytes);
      await leaveDeadSocket(path);
      const socket = await listenOnSocket(greeter("long"), path);
      expect(await greetingAt(path)).toBe("long");
      await socket.close();
      expect(readdirSync(directory)).toEqual([]);
    },
  );

  test("listenOnSocket() refuses when the path has 108 bytes", async () => {
    const [directory, name] = await pathOf(108, "name");
    await expect(listenOnSocket(greeter("x"), join(directory, name))).rejects.toMatchObject({
      code: "path_too_long",
    });
  });

  test("listenOnSocket() goes on when a starter died while it held the claim on the dead socket", async () => {
    const directory = temporaryDirectory();
    const path = join(directory, "group");
    await leaveDeadSocket(path);
    await leaveDeadSocket(claimOn(path));
    await leaveDeadSocket(claimOn(claimOn(path)));
    await listenOnSocket(greeter("survivor"), path);
    expect(await greetingAt(path)).toBe("survivor");
    expect(readdirSync(directory)).toEqual(["group"]);
  });

  test("listenOnSocket() removes nothing when a live starter holds the claim on the dead socket", async () => {
    const directory = temporaryDirectory();
    const path = join(directory, "group");
    await leaveDeadSocket(path);
    const dead = lstatSync(path, { bigint: true }).ino;
    const claim = claimOn(path);
    const claimant = await plainServer(claim);
    const late = listenOnSocket(greeter("late"), path);
    await expect.poll(() => readdirSync(directory).length).toBe(3);
    expect(lstatSync(path, { bigint: true }).ino).toBe(dead);
    claimant.close();
    await late;
    expect(await greetingAt(path)).toBe("late");
  });

  test("listenOnSocket() lets exactly one win when many processes start at one dead socket", async () => {
    const directory = temporaryDirectory();
    const starters = await Promise.all(Array.from({ length: 10 }, () => startStarter()));
    for (let round = 0; round < 8; round++) {
      const path = join(directory, `plugin-${round}`);
      await leaveDeadSocket(path);
      const answers = await Promise.all(starters.map((starter) => starter.tell(`listen ${path}`)));
      const winners = starters.filter((_, index) => answers[index] === "listen done");
      expect(winners).toHaveLength(1);
      expect(answers.filter((answer) => answer.startsWith("listen failed address_in_use"))).toHaveLength(9);
      expect(await greetingAt(path)).toBe(String(winners[0]?.process.pid));
      await winners[0]?.tell("close");
      expect(readdirSync(directory)).toEqual([]);
    }
  });

  test("listenOnSocket() serves all when 200 plugins start at once", async () => {
    const directory = temporaryDirectory();
    const names = Array.from({ length: 200 }, (_, index) => `plugin-${index}`);
    const sockets = await Promise.all(
      names.map((name) => listenOnSocket(greeter(name), join(directory, name))),
    );
    expect(await Promise.all(names.map((name) => greetingAt(join(directory, name))))).toEqual(names);
    await Promise.all(sockets.map((socket) => socket.close()));
    expect(readdirSync(directory)).toEqual([]);
  });
});

describe("ListeningSocket.close()", () => {
  test("close() removes the socket and stops listening when it is still there", async () => {
    const directory = temporaryDirectory();
    const server = greeter("x");
    const socket = await listenOnSocket(server, join(directory, "group"));
    await socket.close();
    expect(readdirSync(directory)).toEqual([]);
    expect(server.listening).toBe(false);
  });

  test("close() keeps the successor's socket when that one has replaced it", async () => {
    const path = join(temporaryDirectory(), "group");
    const first = await listenOnSocket(greeter("first"), path);
    await unlink(path);
    await listenOnSocket(greeter("second"), path);
    await first.close();
    expect(await greetingAt(path)).toBe("second");
  });

  test("close() keeps the successor's socket when that one was renamed over it", async () => {
    const path = join(temporaryDirectory(), "group");
    const first = await listenOnSocket(greeter("first"), path);
    await plainServer(`${path}.new`, "second");
    renameSync(`${path}.new`, path);
    await first.close();
    expect(await greetingAt(path)).toBe("second");
  });

  test("a server that is closed the plain way keeps the successor's socket as well", async () => {
    const path = join(temporaryDirectory(), "group");
    const server = greeter("first");
    await listenOnSocket(server, path);
    await unlink(path);
    await listenOnSocket(greeter("second"), path);
    server.close();
    expect(await greetingAt(path)).toBe("second");
  });

  test("close() does nothing more when the socket or its directory was removed", async () => {
    const directory = join(temporaryDirectory(), "plugins");
    await mkdir(directory);
    const socket = await listenOnSocket(greeter("x"), join(directory, "group"));
    await rm(directory, { recursive: true });
    await socket.close();
    await socket.close();
    expect(existsSync(directory)).toBe(false);
  });
});
