import { chmodSync, chownSync, mkdirSync, statSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { openPluginDirectory } from "@infrakit/discovery/socket";
import { describe, expect, test } from "vitest";
import { temporaryDirectory } from "./fixture.ts";

const isRoot = process.getuid?.() === 0;

/** A user that is not root and not us. */
const stranger = 65534;

function modeOf(path: string): number {
  return statSync(path).mode & 0o7777;
}

describe("openPluginDirectory()", () => {
  test("openPluginDirectory() makes it and its parents with mode 0700 when it is missing", async () => {
    const root = temporaryDirectory();
    await openPluginDirectory(join(root, "home", "plugins"));
    expect([modeOf(join(root, "home")), modeOf(join(root, "home", "plugins"))]).toEqual([0o700, 0o700]);
  });

  test.for([0o700, 0o755, 0o750])(
    "openPluginDirectory() accepts and keeps mode %o when it exists [differs.place.private]",
    async (mode) => {
      const path = temporaryDirectory();
      chmodSync(path, mode);
      await openPluginDirectory(path);
      expect(modeOf(path)).toBe(mode);
    },
  );

  test.for([
    ["group", 0o775, "775"],
    ["world", 0o757, "757"],
    ["world with the sticky bit", 0o1777, "1777"],
  ] as const)(
    "openPluginDirectory() refuses and names the fix when the %s may write",
    async ([, mode, shown]) => {
      const path = temporaryDirectory();
      chmodSync(path, mode);
      await expect(openPluginDirectory(path)).rejects.toMatchObject({
        code: "unsafe_directory",
        message: `Cannot use plugin directory "${path}": others may write to it (mode ${shown}); run \`chmod 700 ${path}\``,
      });
    },
  );

  test.skipIf(!isRoot).for([
    ["the caller says how to choose another", ["set ELSEWHERE"], "set ELSEWHERE"],
    ["the caller says nothing", [], "set INFRAKIT_PLUGINS_DIR"],
  ] as const)(
    "openPluginDirectory() refuses one of another user and names the fix when %s",
    async ([, elsewhere, advice]) => {
      const path = temporaryDirectory();
      chownSync(path, stranger, stranger);
      await expect(openPluginDirectory(path, ...elsewhere)).rejects.toMatchObject({
        code: "unsafe_directory",
        message: `Cannot use plugin directory "${path}": it belongs to user ${stranger}; run \`chown 0 ${path}\` or ${advice}`,
      });
    },
  );

  test("openPluginDirectory() says why when a file is in the way", async () => {
    const path = join(temporaryDirectory(), "plugins");
    writeFileSync(path, "");
    await expect(openPluginDirectory(path)).rejects.toThrow(`Cannot create plugin directory "${path}": `);
  });

  test("openPluginDirectory() makes one directory when it is asked often at once", async () => {
    const directory = temporaryDirectory();
    // Who is asked for the same at the same time meets the others at another place each time.
    for (let round = 0; round < 20; round++) {
      const path = join(directory, `${round}`, "a", "b");
      await Promise.all(Array.from({ length: 20 }, () => openPluginDirectory(path)));
      mkdirSync(join(path, "writable"));
      expect(modeOf(path)).toBe(0o700);
    }
  });
});

test.runIf(process.platform === "linux")("openPluginDirectory() ends where nothing can be made", async () => {
  await expect(openPluginDirectory("/proc/nope/plugins")).rejects.toThrow("Cannot create plugin directory");
});
