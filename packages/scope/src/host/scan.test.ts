import { describe, expect, test } from "vitest";
import { type FileStatus, type FileSystem, scan } from "./scan.ts";

/** A tree: a socket by its number, a link by the path that it leads to, an error by its code. */
interface Tree {
  readonly [name: string]: number | string | Error | Tree;
}

/** A file system in memory. Directories are told apart by their path, sockets by their number. */
function treeFiles(tree: Tree): FileSystem {
  const resolve = (path: string): { readonly path: string; readonly entry: Tree[string] } => {
    let at = { path: "", entry: tree as Tree[string] };
    for (const name of path.split("/").slice(1)) at = step(at, name);
    return at;
  };
  const step = (at: { readonly path: string; readonly entry: Tree[string] }, name: string) => {
    if (typeof at.entry !== "object" || at.entry instanceof Error) throw systemError("ENOTDIR");
    const entry = at.entry[name];
    if (entry === undefined) throw systemError("ENOENT");
    return typeof entry === "string" && entry !== "file"
      ? resolve(entry)
      : { path: `${at.path}/${name}`, entry };
  };
  const get = (path: string): { readonly path: string; readonly entry: Tree[string] } => {
    const found = resolve(path);
    if (found.entry instanceof Error) throw found.entry;
    return found;
  };
  return {
    async status(path): Promise<FileStatus> {
      const { path: real, entry } = get(path);
      if (typeof entry === "number") return { kind: "socket", identity: `socket ${entry}` };
      return { kind: entry === "file" ? "other" : "directory", identity: real };
    },
    async list(path) {
      const { entry } = get(path);
      if ("fault" in (entry as Tree)) throw systemError("EACCES");
      return Object.keys(entry as Tree);
    },
  };
}

function systemError(code: string): Error {
  return Object.assign(new Error(`${code}: so it is`), { code });
}

async function pathsIn(tree: Tree): Promise<readonly string[]> {
  const { sockets } = await scan(treeFiles(tree), "/p");
  return sockets.map(({ path }) => path);
}

describe("scan()", () => {
  test.for<readonly [what: string, tree: Tree, paths: readonly string[]]>([
    [
      "sockets in byte order",
      { p: { b: 1, a: 2, "\u{1f600}": 3, "\uff5e": 4, B: 5 } },
      ["B", "a", "b", "\uff5e", "\u{1f600}"],
    ],
    ["sockets at any depth", { p: { a: { b: { c: 1 } }, d: 2 } }, ["a/b/c", "d"]],
    ["hidden ones", { p: { ".a": { b: 1 }, ".c": 2 } }, [".a/b", ".c"]],
    ["no other files", { p: { a: "file", b: 1 } }, ["b"]],
    ["what links lead to, by their names", { p: { a: "/q/b", c: "/q" }, q: { b: 1 } }, ["a", "c/b"]],
    ["nothing where nothing is", {}, []],
    ["nothing in a plain file", { p: "file" }, []],
    [
      "a socket behind two names of one id once",
      { p: { "a.sock": 1, x: { "a.s": "/p/a.sock" } } },
      ["a.sock"],
    ],
    ["a socket behind two ids twice", { p: { a: 1, b: "/p/a" } }, ["a", "b"]],
  ])("scan() finds %s [scope.scan.sockets]", async ([, tree, paths]) => {
    expect(await pathsIn(tree)).toEqual(paths.map((path) => `/p/${path}`));
  });

  test("scan() takes a root that is a socket [scope.scan.root]", async () => {
    expect(await pathsIn({ p: 1 })).toEqual(["/p"]);
  });

  test.for<readonly [what: string, tree: Tree, paths: readonly string[]]>([
    ["itself", { p: { a: 1, self: "/p" } }, ["a"]],
    ["a directory above", { p: { a: { up: "/p", b: 1 } } }, ["a/b"]],
    ["one another", { p: { a: { b: "/p/c", x: 1 }, c: { d: "/p/a" } } }, ["a/x"]],
    ["the same directory", { p: { a: "/q", b: "/q" }, q: { x: 1 } }, ["a/x"]],
  ])(
    "scan() enters each directory once when links lead to %s [differs.scope.loop]",
    async ([, tree, paths]) => {
      expect(await pathsIn(tree)).toEqual(paths.map((path) => `/p/${path}`));
    },
  );

  test("scan() goes on and says what it could not look at when parts cannot be read", async () => {
    const tree = { p: { a: { fault: 1 }, b: "/nowhere", c: 1, d: systemError("EIO") } };
    const found = await scan(treeFiles(tree), "/p");
    expect(found.sockets.map(({ path }) => path)).toEqual(["/p/c"]);
    // A link to nothing is known to be none.
    expect(found.unknown).toEqual(["/p/d", "/p/a"]);
    expect(found.warnings).toEqual([
      'Cannot look for plugins at "/p/b": ENOENT: so it is',
      'Cannot look for plugins at "/p/d": EIO: so it is',
      'Cannot look for plugins at "/p/a": EACCES: so it is',
    ]);
  });

  test("scan() passes over the names under which our own servers start", async () => {
    const files = treeFiles({ p: { ".ik-a1B2c3": { a: 1 }, ".ik-7x": 2, ".ok": { b: 3 } } });
    const { sockets, directories, warnings } = await scan(files, "/p");
    expect(sockets.map(({ path }) => path)).toEqual(["/p/.ok/b"]);
    expect(directories.map(({ path }) => path)).toEqual(["/p", "/p/.ok"]);
    expect(warnings).toEqual([]);
  });

  test("scan() takes what goes while it looks as absent, and says nothing of it", async () => {
    const tree = { p: { a: 1, b: { c: 2 }, d: 3 } };
    const files = treeFiles(tree);
    const goneNames: (keyof (typeof tree)["p"])[] = ["a", "b"];
    const without = (path: string): void => {
      const name = goneNames.find((each) => path === `/p/${each}`);
      if (name !== undefined) Reflect.deleteProperty(tree.p, name);
    };
    const racing: FileSystem = {
      async status(path) {
        if (path === "/p/a") without(path);
        return await files.status(path);
      },
      async list(path) {
        if (path === "/p/b") without(path);
        return await files.list(path);
      },
    };
    const { sockets, unknown, warnings } = await scan(racing, "/p");
    expect(sockets.map(({ path }) => path)).toEqual(["/p/d"]);
    expect(unknown).toEqual([]);
    expect(warnings).toEqual([]);
  });

  test("scan() notes what to do, and warns of nothing, when the root is not there", async () => {
    const found = await scan(treeFiles({}), "/p");
    expect(found).toEqual({
      sockets: [],
      directories: [],
      unknown: [],
      warnings: [],
      notes: [
        'There is no directory "/p" yet: it is watched for, and plugins are polled as soon as they are there; ' +
          "start one, or set INFRAKIT_SCOPE_PLUGINS_DIR if yours are elsewhere",
      ],
    });
  });

  test("scan() says that nothing is known when the root cannot be read", async () => {
    const found = await scan(treeFiles({ p: systemError("EIO") }), "/p");
    expect(found).toMatchObject({ sockets: [], unknown: ["/p"], directories: [] });
  });

  test("scan() stops at a number of directories, and says so once", async () => {
    const many = Object.fromEntries(Array.from({ length: 5000 }, (_, index) => [`d${index}`, {}]));
    const found = await scan(treeFiles({ p: many }), "/p");
    expect(found.directories).toHaveLength(4096);
    expect(found.unknown).toHaveLength(5001 - 4096);
    expect(found.warnings).toEqual([expect.stringContaining("there are more than 4096 directories")]);
  });
});
