import {
  chmodSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  statSync,
  symlinkSync,
  unlinkSync,
  writeFileSync,
} from "node:fs";
import { join } from "node:path";
import {
  findPlugin,
  listenOnSocket,
  readPidFile,
  removePidFile,
  scanEmptyListenFiles,
  scanPlugins,
  writePidFile,
} from "@infrakit/discovery/socket";
import { describe, expect, test } from "vitest";
import { greeter, leaveDeadSocket, plainServer, temporaryDirectory } from "./fixture.ts";

/** A directory with one entry of every kind. */
async function fullDirectory(): Promise<string> {
  const directory = temporaryDirectory();
  await listenOnSocket(greeter("x"), join(directory, "group"));
  await plainServer(join(directory, "Z-first"));
  await leaveDeadSocket(join(directory, "dead"));
  await plainServer(join(directory, ".hidden"));
  writeFileSync(join(directory, "remote.listen"), " tcp://127.0.0.1:24864\n");
  writeFileSync(join(directory, "empty.listen"), "");
  writeFileSync(join(directory, "group.pid"), "1");
  writeFileSync(join(directory, "note.txt"), "text");
  mkdirSync(join(directory, "sub"));
  mkdirSync(join(directory, "sub.listen"));
  symlinkSync(join(directory, "group"), join(directory, "link"));
  return directory;
}

describe("scanPlugins()", () => {
  test("scanPlugins() lists sockets and listen files by name, and nothing else [place.socket] [place.others]", async () => {
    const directory = await fullDirectory();
    const found = await scanPlugins(directory);
    expect(found.map(({ name, address }) => [name, address])).toEqual([
      ["Z-first", join(directory, "Z-first")],
      ["dead", join(directory, "dead")],
      ["group", join(directory, "group")],
      ["remote", "tcp://127.0.0.1:24864"],
    ]);
    expect(found[3]?.path).toBe(join(directory, "remote.listen"));
  });

  test("scanPlugins() finds nothing when there is no directory", async () => {
    expect(await scanPlugins(join(temporaryDirectory(), "missing"))).toEqual([]);
  });

  test("scanPlugins() throws when the path is a file: then nothing is known", async () => {
    const path = join(temporaryDirectory(), "file");
    writeFileSync(path, "");
    await expect(scanPlugins(path)).rejects.toThrow(
      `Cannot list plugin directory "${path}": it is no directory; set INFRAKIT_PLUGINS_DIR to one`,
    );
  });

  test("scanPlugins() takes the listen file when there is a socket of the same name", async () => {
    const directory = temporaryDirectory();
    await plainServer(join(directory, "group"));
    writeFileSync(join(directory, "group.listen"), "tcp://127.0.0.1:1");
    expect((await scanPlugins(directory)).map(({ address }) => address)).toEqual(["tcp://127.0.0.1:1"]);
    expect((await findPlugin(directory, "group"))?.address).toBe("tcp://127.0.0.1:1");
  });

  test("scanPlugins() gives another identity when the socket was made anew", async () => {
    const directory = temporaryDirectory();
    const path = join(directory, "group");
    await listenOnSocket(greeter("first"), path);
    const [first] = await scanPlugins(directory);
    unlinkSync(path);
    await listenOnSocket(greeter("second"), path);
    const [second] = await scanPlugins(directory);
    expect(second?.identity).not.toBe(first?.identity);
  });

  test("scanPlugins() gives the same identity when the socket got another mode", async () => {
    const directory = temporaryDirectory();
    await listenOnSocket(greeter("x"), join(directory, "group"));
    const before = await scanPlugins(directory);
    chmodSync(join(directory, "group"), 0o660);
    expect(await scanPlugins(directory)).toEqual(before);
  });
});

test("scanEmptyListenFiles() lists what gives no address, and nothing when there is no directory", async () => {
  const directory = temporaryDirectory();
  writeFileSync(join(directory, "empty.listen"), " \n");
  writeFileSync(join(directory, "full.listen"), "tcp://127.0.0.1:1");
  expect(await scanEmptyListenFiles(directory)).toEqual([join(directory, "empty.listen")]);
  expect(await scanEmptyListenFiles(join(directory, "nowhere"))).toEqual([]);
});

describe("findPlugin()", () => {
  test("findPlugin() finds what a scan finds, and nothing else", async () => {
    const directory = await fullDirectory();
    for (const endpoint of await scanPlugins(directory)) {
      expect(await findPlugin(directory, endpoint.name)).toEqual(endpoint);
    }
    for (const name of ["missing", "empty", "note.txt", "sub", "link"]) {
      expect(await findPlugin(directory, name)).toBeUndefined();
    }
    expect(await findPlugin(join(directory, "nowhere"), "group")).toBeUndefined();
    await expect(findPlugin(directory, "../group")).rejects.toMatchObject({ code: "bad_name" });
  });
});

describe("pid files", () => {
  test("writePidFile() writes the decimal id, readable by all, and leaves nothing beside it", async () => {
    const directory = temporaryDirectory();
    await writePidFile(directory, "group");
    expect(readFileSync(join(directory, "group.pid"), "utf8")).toBe(String(process.pid));
    expect(statSync(join(directory, "group.pid")).mode & 0o777).toBe(0o644 & ~process.umask());
    expect(readdirSync(directory)).toEqual(["group.pid"]);
    expect(await readPidFile(directory, "group")).toBe(process.pid);
  });

  test.for([
    ["12\n", 12],
    ["", undefined],
    ["0", undefined],
    ["-1", undefined],
    ["12 13", undefined],
    ["99999999999", undefined],
  ] as const)("readPidFile() reads %j as %s", async ([text, pid]) => {
    const directory = temporaryDirectory();
    writeFileSync(join(directory, "group.pid"), text);
    expect(await readPidFile(directory, "group")).toBe(pid);
  });

  test("readPidFile() knows nothing when there is no file", async () => {
    expect(await readPidFile(temporaryDirectory(), "group")).toBeUndefined();
  });

  test("removePidFile() removes the file when it is ours", async () => {
    const directory = temporaryDirectory();
    await writePidFile(directory, "group");
    await removePidFile(directory, "group");
    await removePidFile(directory, "group");
    expect(readdirSync(directory)).toEqual([]);
  });

  test("removePidFile() keeps the file when a successor wrote it", async () => {
    const directory = temporaryDirectory();
    writeFileSync(join(directory, "group.pid"), "1");
    await removePidFile(directory, "group");
    expect(await readPidFile(directory, "group")).toBe(1);
  });
});
